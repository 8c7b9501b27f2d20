// Reads a calendar with ical.js, as Thunderbird and Nextcloud do, and says its events as JSON.
const ICAL = require("ical.js");
const text = require("fs").readFileSync(0, "utf8");
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const apple = component.getFirstProperty("x-apple-structured-location");
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    location: event.location,
    title: apple && apple.getParameter("x-title"),
    address: (apple && apple.getParameter("x-address")) || null,
    apple: apple && apple.getFirstValue(),
    geo: component.getFirstPropertyValue("geo"),
    start: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
  };
});
process.stdout.write(JSON.stringify(events));
