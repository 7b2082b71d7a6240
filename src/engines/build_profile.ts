/** From what engine files say, merged, to a profile. */
import { fault } from "./faults.ts";
import type { Profile, ScriptProfile } from "./profile.ts";
import type { ProfileTree } from "./profile_file.ts";
import type { Tree } from "./shape.ts";
import type { OptionLayer } from "./job_options.ts";
import type { Phase } from "./types.ts";

/**
 * @param tree checked by `readProfileText`, so that only what is missing can be wrong
 * @param name by which the engine is found again
 * @param file for messages
 * @throws {ExpError} `invalid-file/engine-lacks`
 */
export function buildProfile(tree: ProfileTree, name: string, file: string): Omit<Profile, "names"> {
  const top = new Branch(tree, "", file);
  const profiles = top.branch("profiles", {});
  const limits = top.branchIfThere("limits"), needs = top.branchIfThere("needs");
  return {
    name,
    summary: top.text("summary"),
    program: top.text("program"),
    timeoutSeconds: Math.max(1, Number(top.text("timeout", "60"))),
    graceSeconds: Number(top.text("grace", "60")),
    script: buildScript(top.branch("script")),
    submit: buildSubmit(top.branch("submit")),
    list: buildList(top.branch("list")),
    history: top.branchIfThere("history", buildBook),
    cancel: buildCancel(top.branch("cancel")),
    limits: limits && { command: limits.text("command"), array: limits.line("array") },
    states: top.phases("states"),
    inside: buildInside(top.branch("inside", {})),
    environment: buildEnvironment(top.branch("environment", {})),
    options: top.layer("options"),
    profiles: new Map(profiles.keys().map((name) => [name, profiles.layer(name)])),
    needs: needs && { option: needs.text("option"), value: needs.text("value") },
    aliases: top.map("aliases"),
    reserved: top.map("reserved"),
    alternatives: (top.tree["alternatives"] ?? []) as readonly (readonly string[])[],
  };
}

function buildSubmit(submit: Branch): Profile["submit"] {
  return {
    command: submit.text("command"),
    id: submit.line("id"),
    noAnswer: submit.texts("no-answer").map(saying),
    full: submit.texts("full").map(saying),
    refusals: submit.branches("refusals").map((one) => ({
      says: saying(one.text("says")),
      options: one.texts("options"),
    })),
  };
}

function buildBook(book: Branch): { readonly command: string; readonly line: RegExp } {
  return { command: book.text("command"), line: book.line("line") };
}

function buildList(list: Branch): Profile["list"] {
  return { ...buildBook(list), named: list.textIfThere("named") };
}

function buildCancel(cancel: Branch): Profile["cancel"] {
  return {
    command: cancel.text("command"),
    job: cancel.text("job"),
    element: cancel.text("element"),
    elements: cancel.textIfThere("elements"),
  };
}

function buildEnvironment(environment: Branch): Profile["environment"] {
  return {
    never: environment.texts("never"),
    within: environment.textIfThere("within"),
    remove: environment.texts("remove"),
    keep: environment.texts("keep"),
  };
}

function buildScript(script: Branch): ScriptProfile {
  const array = script.branchIfThere("array"), odd = script.textIfThere("odd-paths");
  return {
    interpreter: script.text("interpreter", "/bin/sh"),
    directive: script.text("directive"),
    quotes: script.text("quotes", "none") as ScriptProfile["quotes"],
    lines: script.texts("lines"),
    log: script.text("log"),
    oddPaths: odd === undefined ? undefined : new RegExp(odd),
    logEscape: script.map("log-escape"),
    array: array && {
      line: array.text("line"),
      throttled: array.text("throttled", array.text("line")),
      log: array.text("log"),
      index: array.text("index"),
      first: Number(array.text("first", "0")),
    },
    warn: script.texts("warn"),
    requeue: script.texts("requeue"),
    noRequeue: script.texts("no-requeue"),
    option: script.text("option"),
    flag: script.text("flag"),
    before: script.texts("before"),
  };
}

function buildInside(inside: Branch): Profile["inside"] {
  const exit = inside.textIfThere("requeue-exit");
  return {
    id: inside.texts("id"),
    number: inside.textIfThere("number") === undefined ? undefined : inside.line("number"),
    element: inside.texts("element"),
    node: inside.texts("node"),
    life: inside.texts("life"),
    state: inside.branchIfThere("state", buildBook),
    phases: inside.phases("phases"),
    requeue: inside.textIfThere("requeue"),
    requeueExit: exit === undefined ? undefined : Number(exit),
  };
}

/** What an engine says: in any case of letters. */
function saying(source: string): RegExp {
  return new RegExp(source, "i");
}

/** A map of the file, whose values have the shapes that they are asked for. */
class Branch {
  constructor(readonly tree: ProfileTree, private readonly path: string, private readonly file: string) {}

  text(key: string, fallback?: string): string {
    const found = this.textIfThere(key) ?? fallback;
    if (found === undefined) throw this.#lacks(key);
    return found;
  }

  textIfThere(key: string): string | undefined {
    return (this.tree[key] ?? undefined) as string | undefined;
  }

  texts(key: string): readonly string[] {
    return (this.tree[key] ?? []) as readonly string[];
  }

  /** A pattern that is looked for line by line. */
  line(key: string): RegExp {
    return new RegExp(this.text(key), "gm");
  }

  map(key: string): Readonly<Record<string, string>> {
    const entries = Object.entries(this.layer(key));
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
  }

  phases(key: string): ReadonlyMap<string, Phase> {
    return new Map(Object.entries(this.map(key)) as [string, Phase][]);
  }

  /** Options: null takes one back. */
  layer(key: string): OptionLayer {
    return (this.tree[key] ?? {}) as OptionLayer;
  }

  branch(key: string, fallback?: ProfileTree): Branch {
    const found = (this.tree[key] ?? fallback) as ProfileTree | undefined;
    if (found === undefined) throw this.#lacks(key);
    return new Branch(found, this.#pathOf(key), this.file);
  }

  branchIfThere(key: string): Branch | undefined;
  branchIfThere<Built>(key: string, build: (branch: Branch) => Built): Built | undefined;
  branchIfThere(key: string, build = (branch: Branch): unknown => branch): unknown {
    return this.tree[key] === undefined || this.tree[key] === null ? undefined : build(this.branch(key));
  }

  branches(key: string): readonly Branch[] {
    return ((this.tree[key] ?? []) as readonly Tree[]).map((one, i) =>
      new Branch(one as ProfileTree, `${this.#pathOf(key)}[${i}]`, this.file)
    );
  }

  keys(): readonly string[] {
    return Object.keys(this.tree);
  }

  #lacks(key: string) {
    return fault("invalid-file/engine-lacks", { file: this.file, key: this.#pathOf(key) });
  }

  #pathOf(key: string): string {
    return this.path === "" ? key : `${this.path}.${key}`;
  }
}
