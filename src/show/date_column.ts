const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `09:03 AM` today, else `Nov 21, 2026`; `-` for none. */
export function createdText(iso: string, today: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(iso);
  if (match === null) return "-";
  const [, year, month, day, hour, minute] = match as unknown as [string, string, string, string, string, string];
  if (iso.slice(0, 10) !== today.slice(0, 10)) return `${MONTHS[Number(month) - 1]} ${day}, ${year}`;
  const h = Number(hour);
  return `${String(h % 12 === 0 ? 12 : h % 12).padStart(2, "0")}:${minute} ${h < 12 ? "AM" : "PM"}`;
}

/** The local time, as ISO writes it without a zone. */
export function localIso(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
