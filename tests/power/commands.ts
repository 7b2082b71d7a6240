import { type Aftermath, type PowerCase, toldIn } from "./power_case.ts";
import { newRepository } from "../support/machine/memory_project.ts";
import { modelOf } from "./project.ts";
import { Inspection } from "./inspection.ts";

/** Holds after every command and every power cut, once the program has put things in order. */
async function general({ look, must, hasJournal }: Aftermath): Promise<string[]> {
  await must("queue drain"); // it sweeps up what dead runs left
  const now = look();
  const findings = [...now.damagedGit(), ...hasJournal ? now.leftovers() : []];
  for (const [name, rev] of hasJournal ? now.experiments() : []) {
    if (!now.hasDataOf(now.fileAt(rev, "dvc.lock") ?? "")) findings.push(`${name}'s data is not in the cache`);
  }
  const params = now.read("params.yaml");
  if (!/^n: \d # how many\n$/.test(params ?? "")) findings.push(`params.yaml is damaged: ${JSON.stringify(params)}`);
  return findings;
}

/** The experiment is there, with the right content. */
function experiment(now: Inspection, name: string, n: number): string[] {
  const rev = now.experiments().get(name);
  if (rev === undefined) return [`experiment ${name} is lost`];
  const metrics = now.fileAt(rev, "metrics.json");
  return metrics === `{"n": ${n}}\n` ? [] : [`${name} has the metrics ${metrics}`];
}

interface TaskLine {
  readonly name: string;
  readonly status: string;
}

async function tasks({ must }: Aftermath): Promise<TaskLine[]> {
  return (JSON.parse(await must("queue status --json")) as { tasks: TaskLine[] }).tasks;
}

function names(listed: readonly TaskLine[]): string {
  return listed.map(({ name }) => name).sort().join(" ");
}

/** Drains the queue, and looks that each of these has one result, and that none was run again that had one. */
async function drainAll(after: Aftermath, wanted: ReadonlyMap<string, number>): Promise<string[]> {
  const { found, field, must, look } = after;
  const hadResult = [...wanted].filter(([name]) => isWhole(found, name));
  await must("queue drain", 0, 1);
  for (let round = 0; round < 3 && (await tasks(after)).some(({ status }) => status === "failed"); round++) {
    // the machine refused something, or a lock that nobody holds any more was in the way
    if (after.hasJournal && !after.wasRefused) return [`failed: ${await must("queue status")}`];
    await must("queue retry --failed");
    await must("queue drain", 0, 1);
  }
  const listed = await tasks(after);
  const findings = [...wanted].flatMap(([name, n]) => experiment(look(), name, n));
  for (const { name, status } of listed) {
    if (status !== "success") findings.push(`${name} is ${status} after the drain`);
  }
  if (names(listed) !== [...wanted.keys()].sort().join(" ")) findings.push(`listed after the drain: ${names(listed)}`);
  for (const [name, n] of hadResult) if (field.runs.includes(n)) findings.push(`${name} was done, and was run again`);
  for (const n of after.hasJournal ? new Set(field.runs) : []) {
    if (field.runs.filter((each) => each === n).length > 1) findings.push(`number ${n} was run more than once`);
  }
  return [...findings, ...await general(after)];
}

function isWhole(found: Inspection, name: string): boolean {
  try {
    const rev = found.experiments().get(name);
    return rev !== undefined && found.fileAt(rev, "metrics.json") !== undefined;
  } catch {
    return false;
  }
}

const TWO = new Map([["q-1", 2], ["q-2", 3]]);
const ENQUEUE = "run --queue -n q -S n=2,3";

const EDIT_TWO = "run -n one -S n=1 -S more.yaml:m=1";
const PARAMS = new Map<string | undefined, string>([["n: 0 # how many\n", "old"], ["n: 1 # how many\n", "new"]]);
const MORE = new Map<string | undefined, string>([["m: 0\n", "old"], ["m: 1\n", "new"]]);

/** Another repository, with the folder for data where a clone has its cache. */
const OTHER = "/work/other";
const PUSH = `push ${OTHER} one`;

const LEARNING = `stages:
  learn:
    cmd: learn
    params: [n]
    outs:
    - model.txt: {checkpoint: true}
    metrics:
    - metrics.json: {cache: false}
`;

/** What was told to be a checkpoint is a commit of an experiment, with its data. */
function checkpoints(now: Inspection, told: readonly string[]): string[] {
  const promised = told.flatMap((text) => /^checkpoint (\d)$/.exec(text)?.[1] ?? []);
  const commits = promised.length === 0 ? [] : [...now.experiments().keys()].flatMap((name) => now.commitsOf(name));
  return promised.flatMap((n) => {
    const own = commits.filter((rev) => now.fileAt(rev, "metrics.json") === `{"n": ${n}}\n`);
    if (own.length === 0) return [`checkpoint ${n} is lost`];
    return own.every((rev) => now.hasDataOf(now.fileAt(rev, "dvc.lock") ?? ""))
      ? []
      : [`checkpoint ${n} is without its data`];
  });
}

const STEPS = ["first", "second", "third"];

/** With a dvc.lock that is big enough for a journal. */
const BIG_LOCK = {
  "dvc.yaml": `stages:\n${STEPS.map((name) => `  ${name}:\n    cmd: ${name}\n    outs: [${name}.txt]\n`).join("")}`,
  "dvc.lock": `schema: '2.0'\nstages:\n  gone:\n    cmd: ${"x".repeat(40_000)}\n`,
  ".gitignore": STEPS.map((name) => `/${name}.txt\n`).join(""),
};

export const POWER_CASES: readonly PowerCase[] = [
  {
    name: "queue two",
    command: ENQUEUE,
    async judge(after) {
      const listed = await tasks(after);
      if (listed.length !== 0 && names(listed) !== "q-1 q-2") return [`not all and not none: ${names(listed)}`];
      if (listed.some(({ status }) => status !== "queued")) return [`not waiting: ${JSON.stringify(listed)}`];
      if (listed.length === 0) {
        if (after.wasDone) return ["what was queued is lost"];
        // where DVC's half outlived ours they are in the queue by now, and the names are taken
        await after.must(ENQUEUE, ...after.hasJournal ? [0] : [0, 2]);
      }
      return await drainAll(after, TWO);
    },
  },
  {
    name: "drain two",
    before: [ENQUEUE],
    command: "queue drain",
    async judge(after) {
      const listed = await tasks(after);
      if (names(listed) !== "q-1 q-2") return [`a task is lost: ${names(listed)}`];
      return await drainAll(after, TWO);
    },
  },
  {
    name: "drain a search",
    before: ["search new s -S n=2,3,4 --metric metrics.json:n --sampler grid --trials 2"],
    command: "queue drain",
    judge: (after) => drainAll(after, new Map([["s-1", 2], ["s-2", 3]])),
  },
  {
    name: "run",
    command: "run -n one -S n=1",
    async judge(after) {
      const { look, must, wasDone, found } = after;
      const findings = wasDone ? experiment(look(), "one", 1) : [];
      const isThere = found.experiments().has("one");
      await must(isThere ? "run -f -n one -S n=1" : "run -n one -S n=1");
      return [...findings, ...experiment(look(), "one", 1), ...await general(after)];
    },
  },
  {
    name: "repro of a big dvc.lock",
    files: BIG_LOCK,
    command: "repro",
    async judge({ found, look, must, hasJournal }) {
      const stagesIn = (lock = "") => [...lock.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name).join(" ");
      const before = stagesIn(found.read("dvc.lock"));
      const findings = !hasJournal || "gone first second third".startsWith(before) ? [] : [`dvc.lock has ${before}`];
      await must("repro");
      const after = stagesIn(look().read("dvc.lock")).replace(/^gone /, "");
      if (after !== "first second third") findings.push(`after another repro dvc.lock has ${after}`);
      const status = await must("status --json");
      if (status.trim() !== "{}") findings.push(`not up to date: ${status}`);
      return [...findings, ...look().damagedGit(), ...look().leftovers()];
    },
  },
  {
    name: "edit two files",
    command: EDIT_TWO,
    async judge(after) {
      const { found, look, must, wasDone, wasRefused } = after;
      const params = PARAMS.get(found.read("params.yaml")), more = MORE.get(found.read("more.yaml"));
      const findings: string[] = [];
      if (params === undefined || more === undefined) findings.push("a params file is torn");
      // a file that cannot be edited leaves the other as it was; a power cut may come between them
      if (wasRefused && params !== more) findings.push(`one is ${params}, the other ${more}`);
      if (wasDone) findings.push(...experiment(look(), "one", 1));
      await must(found.experiments().has("one") ? `${EDIT_TWO} -f` : EDIT_TWO);
      const now = look();
      if (PARAMS.get(now.read("params.yaml")) !== "new" || MORE.get(now.read("more.yaml")) !== "new") {
        findings.push("the same command again did not edit both");
      }
      return [...findings, ...experiment(now, "one", 1), ...await general(after)];
    },
  },
  {
    name: "save",
    before: ["run -n one -S n=1"],
    prepare: ({ project }) => project.write("model.txt", modelOf(7)),
    command: "save -n kept",
    async judge(after) {
      const { look, must, wasDone, found } = after;
      const isKept = () => /md5: /.test(look().fileAt(look().experiments().get("kept") ?? "", "dvc.lock") ?? "");
      const findings = wasDone && !isKept() ? ["what was saved is lost"] : [];
      await must(found.experiments().has("kept") ? "save -f -n kept" : "save -n kept");
      return [...findings, ...isKept() ? [] : ["not saved"], ...await general(after)];
    },
  },
  {
    name: "push",
    files: { ".dvc/config": `[core]\n    remote = store\n['remote "store"']\n    url = ${OTHER}/.dvc/cache\n` },
    before: ["run -n one -S n=1"],
    prepare: ({ project }) => newRepository(project, OTHER),
    command: PUSH,
    async judge(after) {
      const { field, look, must, wasDone, hasJournal } = after;
      const { volume } = field.project.machine;
      const there = () => new Inspection(volume, OTHER);
      const lock = look().fileAt(look().experiments().get("one")!, "dvc.lock")!;
      const withoutData = () => hasJournal && !there().hasDataOf(lock) ? ["one is without its data"] : [];
      // who pulls meanwhile finds the data of what is there; that its name stays there is for the other side's git to say
      const isThere = there().experiments().has("one");
      const findings = [...isThere || wasDone ? withoutData() : [], ...hasJournal ? there().damagedGit() : []];
      if (!hasJournal) { for (const path of there().locks()) volume.unlink(path); }
      await must(PUSH);
      return [...findings, ...experiment(there(), "one", 1), ...withoutData(), ...await general(after)];
    },
  },
  {
    name: "run with checkpoints",
    files: { "dvc.yaml": LEARNING },
    command: "run -n long",
    async judge(after) {
      const { found, look, must, told, field } = after;
      const findings = checkpoints(found, told);
      // it goes on, or starts over in an experiment of its own
      await must(found.experiments().has("long") ? "run" : "run -n long");
      const more = toldIn(field.project.machine.steps);
      // without a journal an object of the right length may be in the cache that was never acknowledged, and is not whole
      const wanted = after.hasJournal ? [...told, ...more] : told;
      return [...findings, ...checkpoints(look(), wanted), ...await general(after)];
    },
  },
  {
    name: "apply",
    before: ["run -n one -S n=1", "run -n two -S n=2"],
    command: "apply one",
    async judge(after) {
      const { must, field } = after;
      await must("apply one");
      const findings = await general(after);
      if (field.project.read("params.yaml") !== "n: 1 # how many\n") {
        findings.push("params.yaml is not the experiment's");
      }
      if (field.project.read("model.txt") !== modelOf(1)) findings.push("model.txt is not the experiment's");
      return findings;
    },
  },
  {
    name: "remove",
    before: ["run -n one -S n=1", "run -n two -S n=2"],
    command: "remove one two",
    async judge(after) {
      const { look, must, wasDone } = after;
      await tasks(after);
      const left = [...look().experiments().keys()].sort().join(" ");
      if (wasDone && left !== "") return [`removed, and there again: ${left}`];
      if (left !== "") await must(`remove ${left}`);
      for (let i = 0; look().experiments().size < 2 && i < 4; i++) await must("undo", 0, 2);
      return [...experiment(look(), "one", 1), ...experiment(look(), "two", 2), ...await general(after)];
    },
  },
  {
    name: "undo",
    before: ["run -n one -S n=1", "run -n two -S n=2", "remove one two"],
    command: "undo",
    async judge(after) {
      const { look, must } = after;
      await tasks(after);
      if (look().experiments().size < 2) await must("undo");
      return [...experiment(look(), "one", 1), ...experiment(look(), "two", 2), ...await general(after)];
    },
  },
  {
    name: "gc",
    before: ["run -n one -S n=1", "run -n two -S n=2", "remove one"],
    command: "gc -w --yes",
    async judge(after) {
      const { look, must } = after;
      await must("gc -w --yes");
      const now = look();
      return [...experiment(now, "two", 2), ...now.damagedGit(), ...now.leftovers()];
    },
  },
  {
    name: "queue remove",
    before: [ENQUEUE],
    command: "queue remove q-1",
    async judge(after) {
      const listed = names(await tasks(after));
      if (after.wasDone && after.hasJournal && listed !== "q-2") return [`after the removal of q-1: ${listed}`];
      if (!["q-2", "q-1 q-2"].includes(listed)) return [`listed: ${listed}`];
      return await drainAll(after, new Map([...TWO].filter(([name]) => listed.includes(name))));
    },
  },
];
