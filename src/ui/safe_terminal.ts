import type { Terminal } from "../host/mod.ts";
import { printable } from "./printable.ts";

/**
 * A terminal that shows escape codes in our text instead of obeying them: names, parameters, paths and messages come
 * from repositories of strangers. Only the colours of style.ts pass. Bytes (a stage's own output, a status line) and
 * what goes into files and pipes pass unchanged.
 */
export function safeTerminal(terminal: Terminal): Terminal {
  return changed(terminal, {
    write(stream, data) {
      const isTty = stream === "stdout" ? terminal.stdoutIsTty : terminal.stderrIsTty;
      terminal.write(stream, typeof data === "string" && isTty ? safeText(data) : data);
    },
  });
}

/** A terminal at which nobody answers. */
export function silentTerminal(terminal: Terminal): Terminal {
  return changed(terminal, {
    stdinIsTty: false,
    readLine: () => undefined,
    readLineAside: () => Promise.resolve(undefined),
  });
}

/** Whether a stream is a terminal is asked for when somebody wants to know, so nothing is copied. */
function changed(terminal: Terminal, changes: Partial<Terminal>): Terminal {
  const properties = Object.entries(changes).map(([name, value]) => [name, { value, enumerable: true }] as const);
  return Object.create(terminal, Object.fromEntries(properties)) as Terminal;
}

// deno-lint-ignore no-control-regex
const OWN_COLOURS = /(\x1b\[(?:[012]|3[1-6])m)/;

/** Escape codes become visible, but for our own colours. */
export function safeText(text: string): string {
  return text.split(OWN_COLOURS).map((part, i) => i % 2 === 1 ? part : printable(part)).join("");
}
