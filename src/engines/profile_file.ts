/** The text of an engine file: which keys there are, and what their values may be. */
import { PHASES } from "./types.ts";
import { type FileShape, readShape, type TextShape, type Tree } from "./shape.ts";

const TEXT: TextShape = { kind: "text" };
/** What engines print is matched without regard to case, by any text of theirs. */
const SAYS: TextShape = { kind: "text", groups: [] };
const TEXTS: FileShape = listOf(TEXT);
const TEXT_MAP: FileShape = mapOf(TEXT);
const PHASE_MAP: FileShape = mapOf({ kind: "text", among: PHASES });
const OPTIONS: FileShape = mapOf({ kind: "option" });

const JOB_WORDS = ["name", "folder", "cwd", "count", "last", "log"];
const BOOK = { command: template("ids"), line: pattern("id", "state") };

export const ENGINE_FILE: FileShape = fields({
  extends: TEXT,
  summary: TEXT,
  program: TEXT,
  timeout: { kind: "text", isNumber: true },
  grace: { kind: "text", isNumber: true },
  script: fields({
    interpreter: TEXT,
    directive: template("line"),
    quotes: { kind: "text", among: ["double", "shell", "none"] },
    lines: listOf(template(...JOB_WORDS)),
    log: template("folder", "name"),
    "log-escape": TEXT_MAP,
    "odd-paths": SAYS,
    array: fields({
      line: template(...JOB_WORDS),
      throttled: template(...JOB_WORDS, "throttle"),
      log: template("folder", "name"),
      index: TEXT,
      first: { kind: "text", isNumber: true },
    }),
    warn: listOf(template("seconds")),
    requeue: TEXTS,
    "no-requeue": TEXTS,
    option: template("key", "value"),
    flag: template("key"),
    before: TEXTS,
  }),
  submit: fields({
    command: template("script", "name", "folder", "cwd", "count", "directives", "lines"),
    id: pattern("id"),
    "no-answer": listOf(SAYS),
    full: listOf(SAYS),
    refusals: listOf(fields({ says: SAYS, options: TEXTS })),
  }),
  list: fields({ command: template(), named: template("names"), line: pattern("id", "name", "state") }),
  history: fields(BOOK),
  cancel: fields({
    command: template("jobs"),
    job: template("id"),
    element: template("id", "element"),
    elements: template("id", "first", "last"),
  }),
  limits: fields({ command: template(), array: SAYS }),
  states: PHASE_MAP,
  inside: fields({
    id: TEXTS,
    number: pattern("id"),
    element: TEXTS,
    node: TEXTS,
    life: TEXTS,
    state: fields({ command: template(), line: pattern("state") }),
    phases: PHASE_MAP,
    requeue: template(),
    "requeue-exit": { kind: "text", isNumber: true },
  }),
  environment: fields({ never: TEXTS, within: TEXT, remove: TEXTS, keep: TEXTS }),
  needs: fields({ option: TEXT, value: template("need", "count") }),
  options: OPTIONS,
  profiles: mapOf(OPTIONS),
  aliases: TEXT_MAP,
  reserved: TEXT_MAP,
  alternatives: listOf(TEXTS),
});

/** What an engine file says, as far as it says it. */
export type ProfileTree = { readonly [key: string]: Tree };

/**
 * @param file for messages
 * @throws {ExpError} `invalid-file` with file and line
 */
export function readProfileText(text: string, file: string): ProfileTree {
  return readShape(text, file, ENGINE_FILE) as ProfileTree;
}

/** The second over the first: maps key by key, anything else as a whole; null stands for what is taken away. */
export function mergeTrees(below: Tree, above: Tree): Tree {
  if (!isBranch(below) || !isBranch(above)) return above;
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const under = merged.get(key);
    merged.set(key, under === undefined ? value : mergeTrees(under, value));
  }
  return Object.fromEntries(merged);
}

function isBranch(tree: Tree): tree is { readonly [key: string]: Tree } {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}

function template(...words: string[]): TextShape {
  return { kind: "text", words };
}
function pattern(...groups: string[]): TextShape {
  return { kind: "text", groups };
}
function listOf(of: FileShape): FileShape {
  return { kind: "list", of };
}
function mapOf(of: FileShape): FileShape {
  return { kind: "map", of };
}
function fields(fields: Readonly<Record<string, FileShape>>): FileShape {
  return { kind: "fields", fields };
}
