// What the browser does by itself: sends files, and drags visits. Everything else is the server's.
"use strict";

// A file that was chosen is sent at once; the server says how it went.
document.addEventListener("change", async (event) => {
  const field = event.target;
  if (!field.dataset || !field.dataset.upload || !field.files.length) return;
  const form = new FormData();
  form.append("file", field.files[0]);
  form.append("seen", field.dataset.seen || "");
  field.value = "";
  try {
    const answer = await fetch(field.dataset.upload, { method: "POST", body: form });
    const known = (answer.headers.get("content-type") || "").startsWith("application/json");
    emitEvent("uploaded", known ? await answer.json()
      : { said: "failed", message: await answer.text(), findings: [] });
  } catch {
    emitEvent("uploaded", { said: "failed", message: "The file could not be sent: it is too large,"
      + " or the server cannot be reached.", findings: [] });
  }
});

// Visits are chosen by a click or Enter, and dragged to another day or time.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-visit]");
  if (chip) emitEvent("visit-chosen", { uid: chip.dataset.visit });
  const day = event.target.closest("[data-open-day]");
  if (day) emitEvent("day-chosen", { day: day.dataset.openDay });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (!event.target.matches("[role=button][data-visit]")) return;
  event.preventDefault();
  event.target.click();
});
document.addEventListener("dragstart", (event) => {
  const chip = event.target.closest("[data-visit]");
  if (!chip) return;
  event.dataTransfer.setData("text/plain", chip.dataset.visit);
  event.dataTransfer.effectAllowed = "move";
  const box = chip.getBoundingClientRect();
  window.grabbed = event.clientY - box.top;
});
document.addEventListener("dragover", (event) => {
  const day = event.target.closest("[data-day]");
  document.querySelectorAll(".over").forEach((each) => each !== day && each.classList.remove("over"));
  if (!day) return;
  event.preventDefault();
  day.classList.add("over");
});
document.addEventListener("dragend", () => {
  document.querySelectorAll(".over").forEach((each) => each.classList.remove("over"));
});
document.addEventListener("drop", (event) => {
  const day = event.target.closest("[data-day]");
  const uid = event.dataTransfer.getData("text/plain");
  if (!day || !uid) return;
  event.preventDefault();
  day.classList.remove("over");
  let minute = null;
  if (day.dataset.first) {
    const box = day.getBoundingClientRect();
    const share = (event.clientY - box.top - (window.grabbed || 0)) / box.height;
    minute = Number(day.dataset.first) + share * (Number(day.dataset.last) - Number(day.dataset.first));
  }
  emitEvent("visit-dropped", { uid, day: day.dataset.day, rep: day.dataset.rep, minute });
});
