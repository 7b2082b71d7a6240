/** `exp help TOPIC`: the pages of docs/ are in the program, for those who are offline. */
import { nearestWord } from "../common/mod.ts";
import { type Host, listPages, readPage } from "../host/mod.ts";
import type { CommandSpec, Context } from "./command.ts";
import { fault } from "./fault.ts";
import { showLong } from "./pager.ts";
import { commandsBelow, findCommand } from "./tree.ts";
import { wrapWords } from "../show/mod.ts";
import { styleFor } from "../ui/mod.ts";
import { pageText, unmarked } from "./page_text.ts";

/**
 * Answers where help is asked of a topic: `topics`, `topic NAME`, or a name that no command has.
 *
 * @returns false where it is asked of something else
 * @throws {ExpError} `usage` for a topic that there is not
 */
export async function showTopic(
  context: Context,
  commands: readonly CommandSpec[],
  words: readonly string[],
): Promise<boolean> {
  const [first, second] = words;
  if (first === "topics" && words.length === 1) {
    context.host.terminal.write("stdout", listTopics(context.host.terminal.columns()));
    return true;
  }
  const isCommand = first !== undefined && commandsBelow(commands, "exp", [first]).length > 0 ||
    findCommand(commands, "exp", words) !== undefined;
  const name = first === "topic" ? second : isCommand || words.length !== 1 ? undefined : first;
  if (name === undefined || (first !== "topic" && !topicNames().includes(name))) return false;
  await showLong(context, topicText(context.host, name), true);
  return true;
}

/** For those who work on the program. */
const NOT_SHOWN: readonly string[] = ["architecture"];

export function topicNames(): string[] {
  return listPages().filter((name) => !NOT_SHOWN.includes(name)).sort();
}

/** What of a heading stands in a line, in any width. */
const LEAST_HEADING = 16;

/** One entry each: its name, its heading. */
function listTopics(columns: number): string {
  const names = topicNames();
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const room = Math.max(LEAST_HEADING, columns - width - 2);
  const lines = names.map((name) =>
    `  ${name.padEnd(width)}${wrapWords(headingOf(name), room).join("\n" + " ".repeat(width + 2))}`
  );
  return ["usage: exp help TOPIC", "", ...lines, "", "where a command has the name: exp help topic NAME"].join("\n") +
    "\n";
}

function headingOf(name: string): string {
  return unmarked(/^# (.*)$/m.exec(readPage(name))?.[1] ?? name);
}

/** @throws {ExpError} `usage` when there is none of the name */
function topicText(host: Host, name: string): string {
  const names = topicNames();
  if (!names.includes(name)) throw fault("usage/no-topic", { name, nearest: nearestWord(name, names) });
  const text = pageText(readPage(name), Math.max(40, Math.min(host.terminal.columns(), 100)));
  return styleFor(host, "stdout").unicode ? text : inAscii(text);
}

const ASCII: Readonly<Record<string, string>> = { "…": "...", "→": "->", "×": "x", "±": "+-", "–": "-", "—": "-" };

function inAscii(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[^\x00-\x7f]/gu, (character) => ASCII[character] ?? "?");
}
