/** A process's mark on what it makes where several machines may come: a number alone would be somebody else's there. */
import type { Host } from "./host.ts";

type Self = Pick<Host, "pid" | "platform" | "processes">;

/** `123@node7` */
export function processMark({ pid, platform }: Pick<Host, "pid" | "platform">): string {
  return `${pid}@${platform.hostname}`;
}

/** The mark as a file has it: with a line's end, so that half of it is not taken for another machine's. */
export function markLine(self: Pick<Host, "pid" | "platform">): string {
  return `${processMark(self)}\n`;
}

/** @returns undefined for what a power cut has left of one */
export function readMark(text: string): string | undefined {
  return text.includes("@") && !text.endsWith("\n") ? undefined : text.trimEnd();
}

/** Marks without a machine are of before there were several. */
const MARK = /(\d+)(?:@([A-Za-z0-9._-]+))?/;

/**
 * Is the process of a mark no more? That of another machine cannot be known to be dead; a number that is in use again
 * keeps what it marks a while longer, which does no harm.
 *
 * @returns undefined for what is no mark
 */
export function hasDied(self: Self, mark: string): boolean | undefined {
  const [whole, pid, hostname = self.platform.hostname] = MARK.exec(mark) ?? [];
  if (whole !== mark) return undefined;
  return hostname === self.platform.hostname && Number(pid) !== self.pid && !self.processes.isAlive(Number(pid));
}
