import type { Host } from "../host/mod.ts";

/** `--color`; see {@link styleFor} for what `auto` means. */
export type ColourChoice = "auto" | "always" | "never";

/** Colours for words that are already clear without them. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  quiet(text: string): string;
  strong(text: string): string;
  /** One of several curves: the same colour for the same number. */
  curve(text: string, index: number): string;
  /** Are there colours at all? */
  readonly isColoured: boolean;
  /** May the terminal show characters beyond ASCII? */
  readonly unicode: boolean;
}

/** Colour on a terminal only, unless CLICOLOR_FORCE is set; never with NO_COLOR or TERM=dumb. `choice` beats them all. */
export function styleFor(
  host: Host,
  stream: "stdout" | "stderr",
  choice: ColourChoice = "auto",
): Style {
  const { env, terminal } = host;
  const isTty = stream === "stdout" ? terminal.stdoutIsTty : terminal.stderrIsTty;
  const forced = (env.get("CLICOLOR_FORCE") ?? "0") !== "0";
  const wanted = (env.get("NO_COLOR") ?? "") === "" && (forced || (isTty && env.get("TERM") !== "dumb"));
  const colour = choice === "auto" ? wanted : choice === "always";
  const paint = (code: number) => (text: string) => colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  const locale = env.get("LC_ALL") || env.get("LC_CTYPE") || env.get("LANG") || "";
  return {
    good: paint(32),
    bad: paint(31),
    warn: paint(33),
    quiet: paint(2),
    strong: paint(1),
    curve: (text, index) => paint(CURVES[index % CURVES.length]!)(text),
    isColoured: colour,
    unicode: /utf-?8/i.test(locale),
  };
}

/** Colours that are told apart on dark and on light: magenta, cyan, yellow, green, blue, red. */
const CURVES = [35, 36, 33, 32, 34, 31];
