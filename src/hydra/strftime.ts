/** Python's `strftime` in the C locale, for `${now:FORMAT}`. */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Formats the local time; a directive that is not known stays as written. */
export function formatTime(date: Date, format: string): string {
  return format.replace(/%(.)/gs, (whole, letter: string) => formatDirective(date, letter) ?? whole);
}

function formatDirective(date: Date, letter: string): string | undefined {
  const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
  const hour12 = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
  switch (letter) {
    case "Y":
      return String(date.getFullYear());
    case "y":
      return pad(date.getFullYear() % 100);
    case "m":
      return pad(date.getMonth() + 1);
    case "d":
      return pad(date.getDate());
    case "H":
      return pad(date.getHours());
    case "I":
      return pad(hour12);
    case "M":
      return pad(date.getMinutes());
    case "S":
      return pad(date.getSeconds());
    case "f":
      return pad(date.getMilliseconds() * 1000, 6);
    case "p":
      return date.getHours() < 12 ? "AM" : "PM";
    case "j":
      return pad(dayOfYear(date), 3);
    case "w":
      return String(date.getDay());
    case "a":
      return DAYS[date.getDay()]?.slice(0, 3);
    case "A":
      return DAYS[date.getDay()];
    case "b":
      return MONTHS[date.getMonth()]?.slice(0, 3);
    case "B":
      return MONTHS[date.getMonth()];
    case "F":
      return formatTime(date, "%Y-%m-%d");
    case "T":
      return formatTime(date, "%H:%M:%S");
    case "s":
      return String(Math.floor(date.getTime() / 1000));
    case "Z":
    case "z":
      return "";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1);
  const today = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((today - start) / 86_400_000) + 1;
}
