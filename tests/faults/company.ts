/** Others at work at the same time: further drains, the user's git, a git that holds a lock. */
import { pause } from "../support/wait.ts";
import { type Fault, oneMoreDrain } from "./fault.ts";
import { EXP_BIN, isStage, processesIn, searchWords, signal, until } from "./field.ts";

const WAITING = 20;
const TRIALS = 12;

export function company(rounds: number): Fault[] {
  return Array.from({ length: rounds }, () => FAULTS).flat();
}

const FAULTS: readonly Fault[] = [
  {
    name: "three drains at once",
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "all", onlyOnce: true },
    async run(field) {
      await Promise.all([4, 2, 1].map((jobs) => field.drain(jobs)));
      await oneMoreDrain(field);
    },
  },
  {
    name: "three drains at once, one is killed",
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "all" },
    async run(field) {
      const drains = [1, 2, 3].map(() => field.start(["queue", "drain", "-j", "2"]));
      await until(() => processesIn(field.folder).some(isStage), drains[1]!.done);
      signal((drains[1] as typeof drains[number]).pid, "SIGKILL");
      await Promise.all(drains.map(({ done }) => done));
      await oneMoreDrain(field);
    },
  },
  {
    name: "two drains share a search, one is killed",
    waiting: 0,
    expectation: { tasks: TRIALS, outcome: "all" },
    async run(field) {
      await field.must([EXP_BIN, ...searchWords(TRIALS)].map((word) => `'${word}'`).join(" "));
      const drains = [1, 2].map(() => field.start(["queue", "drain", "-j", "2"]));
      await until(() => processesIn(field.folder).some(isStage), drains[1]!.done);
      signal((drains[1] as typeof drains[number]).pid, "SIGKILL");
      await Promise.all(drains.map(({ done }) => done));
      await oneMoreDrain(field);
    },
  },
  {
    name: "a trial of a search is killed",
    waiting: 0,
    expectation: { tasks: TRIALS, outcome: "recorded" },
    async run(field) {
      await field.must([EXP_BIN, ...searchWords(TRIALS)].map((word) => `'${word}'`).join(" "));
      const drain = field.start(["queue", "drain", "-j", "2"]);
      const atWork = () => processesIn(field.folder).filter(isStage);
      await until(() => atWork().length > 0, drain.done);
      for (const { pid } of atWork()) signal(pid, "SIGKILL");
      await drain.done;
      await oneMoreDrain(field);
    },
  },
  {
    name: "TERM for the drain (logout), then KILL",
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "all" },
    async run(field) {
      const drain = field.start(["queue", "drain", "-j", "4"]);
      await until(() => processesIn(field.folder).some(isStage), drain.done);
      signal(drain.pid, "SIGTERM");
      await pause(30); // in the middle of its last steps
      signal(drain.pid, "SIGKILL");
      await drain.done;
      await oneMoreDrain(field);
    },
  },
  {
    name: "the user commits, packs refs and collects garbage meanwhile",
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "all", userMoves: true },
    async run(field) {
      const drain = field.drain(2);
      for (let i = 0; i < 3; i++) {
        await field.sh(`echo ${i} >>notes; git add notes; git commit -q -m ${i}`);
        // not with --prune=now: git itself calls that unsafe while anybody writes, for it takes what no ref leads to yet
        await field.sh("git pack-refs --all --prune; git reflog expire --expire=now --all; git gc -q");
      }
      await drain;
      await oneMoreDrain(field);
    },
  },
  {
    name: "garbage is collected while all wait",
    waiting: 4,
    expectation: { tasks: 4, outcome: "all" },
    async run(field) {
      await field.must("git pack-refs --all --prune && git reflog expire --expire=now --all && git gc -q --prune=now");
      await oneMoreDrain(field);
    },
  },
  {
    name: "another git holds packed-refs.lock for a while",
    waiting: 4,
    expectation: { tasks: 4, outcome: "all" },
    async run(field) {
      const lock = `${field.repo}/.git/packed-refs.lock`;
      Deno.writeTextFileSync(lock, "");
      const drain = field.drain(2);
      await pause(4000); // a while, as a large repository's packing takes
      Deno.removeSync(lock);
      await drain;
      await oneMoreDrain(field);
    },
  },
];
