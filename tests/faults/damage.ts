/** Things that vanish, are damaged, or come from another time. */
import { type Fault, oneMoreDrain, randomFrom } from "./fault.ts";
import { exists, type Field, signal, until } from "./field.ts";

const WAITING = 4;

const GARBAGE: Readonly<Record<string, string>> = {
  "empty": "",
  "cut off": '{"schema":1,"kind":"que',
  "no JSON": "\x00\xff not a state",
  "of another shape": "[1, 2]",
  "of an unknown kind": '{"schema":1,"kind":"dreaming"}',
  "running, by nobody": '{"schema":1,"kind":"running","attempts":0,"checkout":"/nonexistent","startedAtMs":1}',
  "collecting a commit that is not there": `{"schema":1,"kind":"collecting","attempts":0,"rev":"${
    "1".repeat(40)
  }","checkout":"/nonexistent"}`,
};

export function damage(): Fault[] {
  return [
    ...Object.keys(GARBAGE).map((what) =>
      fault(`state files are ${what}`, "all", (field) => damageStates(field, what))
    ),
    fault("task files are cut off", "all", (field) => eachTask(field, (path) => truncate(`${path}/task.json`))),
    fault("a task's folder is gone", "all", (field) => Deno.removeSync(anyTask(field), { recursive: true })),
    fault("all of the queue's own files are gone", "all", (field) => removeTree(`${field.repo}/.dvc/tmp/exp`)),
    fault("all of .dvc/tmp is gone", "all", (field) => removeTree(`${field.repo}/.dvc/tmp`)),
    fault("DVC's messages are gone", "all", (field) => removeTree(`${field.repo}/.dvc/tmp/exps/celery/broker`)),
    fault("the stash's reflog is gone", "all", (field) => removeTree(`${field.repo}/.git/logs/refs/exps`)),
    fault("the clock is an hour behind", "all", (field) => moveClock(field, 3_600_000)),
    fault("the clock is an hour ahead", "all", (field) => moveClock(field, -3_600_000)),
    newerProgram,
    checkoutVanishes,
    damagedWhileDead,
    movedRepository,
  ];
}

function fault(name: string, outcome: "all" | "recorded", harm: (field: Field) => void): Fault {
  return {
    name,
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome },
    async run(field) {
      harm(field);
      await oneMoreDrain(field);
    },
  };
}

const newerProgram: Fault = {
  name: "a task was written by a newer program",
  waiting: WAITING,
  expectation: { tasks: WAITING, outcome: "all", waiting: [1, 2, 3, 4] },
  async run(field) {
    eachTask(field, (path) => Deno.writeTextFileSync(`${path}/state.json`, '{"schema":99,"kind":"teleporting"}'));
    await oneMoreDrain(field);
    eachTask(field, (path) => {
      const text = Deno.readTextFileSync(`${path}/state.json`);
      if (!text.includes("teleporting")) throw new Error("a file of a newer program was overwritten");
      Deno.removeSync(`${path}/state.json`);
    });
    await oneMoreDrain(field);
  },
};

const checkoutVanishes: Fault = {
  name: "a checkout is deleted while its stage runs",
  waiting: 8,
  expectation: { tasks: 8, outcome: "all" },
  async run(field) {
    const drain = field.start(["queue", "drain", "-j", "4"]);
    const isRunning = () => [...Deno.readDirSync(field.runs)].some(({ name }) => name.endsWith(".live"));
    const folder = await until(() => isRunning() && checkouts(field)[0], drain.done);
    // at one blow: what a half-deleted one lacks may as well be the experiment's own mistake
    if (folder !== undefined) await field.sh(`mv '${folder}' ../gone && rm -rf ../gone`);
    await drain.done;
    await oneMoreDrain(field);
  },
};

const damagedWhileDead: Fault = {
  name: "the drain is killed, then every state file is cut off",
  waiting: 8,
  expectation: { tasks: 8, outcome: "all" },
  async run(field) {
    const drain = field.start(["queue", "drain", "-j", "4"]);
    await until(() => checkouts(field).length > 2, drain.done);
    signal(drain.pid, "SIGKILL");
    await drain.done;
    eachTask(field, (path) => exists(`${path}/state.json`) && truncate(`${path}/state.json`));
    await oneMoreDrain(field);
  },
};

const movedRepository: Fault = {
  name: "the repository is moved while all wait, and back",
  waiting: WAITING,
  expectation: { tasks: WAITING, outcome: "all" },
  async run(field) {
    const elsewhere = `${field.folder}/moved`;
    Deno.renameSync(field.repo, elsewhere);
    await field.exp(["queue", "drain", "--max-tasks", "2"], { cwd: elsewhere });
    Deno.renameSync(elsewhere, field.repo);
    await oneMoreDrain(field);
  },
};

function damageStates(field: Field, what: string): void {
  eachTask(field, (path) => Deno.writeTextFileSync(`${path}/state.json`, GARBAGE[what] ?? ""));
}

/** As if the clock had been moved since: all times of the queue lie in the past, or in the future. */
function moveClock(field: Field, byMs: number): void {
  eachTask(field, (path) => {
    const task = JSON.parse(Deno.readTextFileSync(`${path}/task.json`));
    Deno.writeTextFileSync(`${path}/task.json`, JSON.stringify({ ...task, queuedAtMs: task.queuedAtMs + byMs }));
    const state = { schema: 1, kind: "queued", attempts: 1, notBeforeMs: Date.now() + byMs };
    Deno.writeTextFileSync(`${path}/state.json`, JSON.stringify(state));
    Deno.utimeSync(`${path}/task.json`, new Date(Date.now() + byMs), new Date(Date.now() + byMs));
  });
}

function checkouts(field: Field): string[] {
  const folder = `${field.repo}/.dvc/tmp/exps`;
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(folder)].flatMap(({ name }) => name.startsWith("tmp") ? [`${folder}/${name}`] : []);
}

function eachTask(field: Field, act: (path: string) => void): void {
  const folder = `${field.repo}/.dvc/tmp/exp/queue`;
  for (const { name } of [...Deno.readDirSync(folder)]) act(`${folder}/${name}`);
}

function anyTask(field: Field): string {
  const paths: string[] = [];
  eachTask(field, (path) => paths.push(path));
  return paths[Math.floor(randomFrom(7)() * paths.length)] as string;
}

function truncate(path: string): void {
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.slice(0, text.length / 2));
}

function removeTree(path: string): void {
  Deno.removeSync(path, { recursive: true });
}
