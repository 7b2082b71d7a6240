/** Slurm's ways to write times. */

/** `90`, `90:00`, `1:30:00`, `1-12`, `1-12:30`, `1-12:30:00`, `UNLIMITED`. @returns undefined when it is none of these */
export function parseLimit(text: string): number | "UNLIMITED" | undefined {
  if (/^(unlimited|infinite|-1)$/i.test(text)) return "UNLIMITED";
  const [, days, rest = ""] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text) ?? [];
  if (rest === "") return undefined;
  const parts = rest.split(":").map(Number);
  const [a = 0, b = 0, c = 0] = parts;
  if (days !== undefined) return Number(days) * 86_400 + a * 3600 + b * 60 + c;
  if (parts.length === 1) return a * 60;
  return parts.length === 2 ? a * 60 + b : a * 3600 + b * 60 + c;
}

/** `5:00`, `1:00:00`, `2-00:00:00` */
export function formatSpan(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(Math.floor(seconds) % 60);
  if (days > 0) return `${days}-${two(hours)}:${two(minutes)}:${rest}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export function formatTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
