// Pickers only: an address with a day or a rep picks it, and picks work without this, too.
document.documentElement.classList.add("js");
function pick() {
  const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!goal) return;
  const rep = goal.closest(".rep"), day = goal.closest(".vp-day");
  const radio = rep && document.getElementById(rep.id.replace("rep", "pick"));
  if (radio) radio.checked = true;
  if (day) day.closest(".vp-days").querySelector(`[value=${day.id.replace(/.*-/, "d")}]`).checked = true;
  (day ? day.closest(".vp-days") : goal).scrollIntoView();
}
addEventListener("hashchange", pick);
pick();
