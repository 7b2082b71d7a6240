/**
 * Random verbs and crashes against a small model: the queue does to its tasks what the model says, and a process that
 * dies (here: whose lease goes without its being settled) changes nothing that recovery does not put right.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import type { Entry } from "../../src/entries/request.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { refreshQueue } from "../../src/queue/refresh.ts";
import { removeTasks } from "../../src/queue/remove.ts";
import { returnToQueue, settleFailure } from "../../src/queue/settle.ts";
import { readTasks } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS, requeued, type Task } from "../../src/queue/task.ts";
import { changeOptions, moveTasks, retryTasks } from "../../src/queue/verbs.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

type Verb =
  | { readonly do: "queue" }
  | { readonly do: "claim" }
  | { readonly do: "fail" | "interrupt" | "crash"; readonly which: number }
  | { readonly do: "remove" | "retry" | "hold" | "release" | "first" | "last"; readonly which: number }
  | { readonly do: "recover" };

const which = fc.nat(2);
const verbs: fc.Arbitrary<Verb> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Verb>({ do: "queue" }) },
  { weight: 3, arbitrary: fc.constant<Verb>({ do: "claim" }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("fail" as const, "interrupt" as const, "crash" as const), which }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "remove" as const,
        "retry" as const,
        "hold" as const,
        "release" as const,
        "first" as const,
        "last" as const,
      ),
      which,
    }),
  },
  { weight: 1, arbitrary: fc.constant<Verb>({ do: "recover" }) },
);

/** What a task is, to the model; the list is the queue's order. */
interface Modelled {
  readonly name: string;
  state: "queued" | "running" | "failed";
  held: boolean;
}

class Harness {
  readonly model: Modelled[] = [];
  readonly claims = new Map<string, Claim>();
  #next = 0;

  constructor(readonly project: ExpRepo, readonly entries: readonly Entry[]) {}

  apply(verb: Verb): void {
    switch (verb.do) {
      case "queue":
        return this.#queue();
      case "claim":
        return this.#claim();
      case "recover":
        return this.#recover();
      case "fail":
      case "interrupt":
      case "crash":
        return this.#end(verb.do, verb.which);
      default:
        return this.#change(verb.do, verb.which);
    }
  }

  #queue(): void {
    const { repo, git } = this.project;
    const entry = this.entries[this.#next++];
    if (entry === undefined) return;
    enqueueEntries(repo, git, [entry], DEFAULT_TASK_OPTIONS);
    this.model.push({ name: entry.name, state: "queued", held: false });
  }

  #claim(): void {
    const { repo, git } = this.project;
    const claim = new WaitingList(repo, git, whoAmI(repo.host), {}).claim();
    const expected = this.model.find(({ state, held }) => state === "queued" && !held);
    assert.equal("kind" in claim ? undefined : claim.task.entry.name, expected?.name);
    if ("kind" in claim || expected === undefined) return;
    expected.state = "running";
    this.claims.set(expected.name, claim);
  }

  #end(how: "fail" | "interrupt" | "crash", index: number): void {
    const { repo, git } = this.project;
    const [name, claim] = [...this.claims][index] ?? [];
    if (name === undefined || claim === undefined) return;
    const modelled = this.model.find((task) => task.name === name)!;
    if (how === "fail") {
      settleFailure(repo, git, claim.task, claim.state, { message: "broke", exitCode: 1 });
      modelled.state = "failed";
    } else if (how === "interrupt") {
      returnToQueue(repo, git, claim.task, requeued(claim.state, { after: "stop" }));
      modelled.state = "queued";
    }
    this.claims.delete(name);
    claim[Symbol.dispose]();
    if (how === "crash") this.#recover();
  }

  /** The lease of whoever died is free: its task is queued again, or, after too many deaths, failed. */
  #recover(): void {
    const { repo, git } = this.project;
    refreshQueue(repo, git);
    for (const modelled of this.model) {
      if (modelled.state !== "running" || this.claims.has(modelled.name)) continue;
      const state = readTasks(repo).find(({ task }) => task.entry.name === modelled.name)?.state.kind;
      assert.ok(state === "queued" || state === "failed", `${modelled.name} is ${state} after a crash`);
      modelled.state = state;
    }
  }

  #change(how: "remove" | "retry" | "hold" | "release" | "first" | "last", index: number): void {
    const { repo, git } = this.project;
    const modelled = this.model[index];
    if (modelled === undefined) return;
    const { task } = readTasks(repo).find((found) => found.task.entry.name === modelled.name)!;
    const changed = this.#verb(how, task);
    const allowed = how === "remove"
      ? modelled.state !== "running"
      : how === "retry"
      ? modelled.state === "failed"
      : modelled.state === "queued";
    assert.equal(changed.length, allowed ? 1 : 0, `${how} of a ${modelled.state} task`);
    if (!allowed) return;
    if (how === "remove") this.model.splice(index, 1);
    else if (how === "retry") modelled.state = "queued";
    else if (how === "hold" || how === "release") modelled.held = how === "hold";
    else this.#reorder(modelled, how);
    assert.doesNotThrow(() => refreshQueue(repo, git));
  }

  #verb(how: "remove" | "retry" | "hold" | "release" | "first" | "last", task: Task): readonly Task[] {
    const { repo, git } = this.project;
    switch (how) {
      case "remove":
        return removeTasks(repo, git, [task]);
      case "retry":
        return retryTasks(repo, git, [task]);
      case "hold":
      case "release":
        return changeOptions(repo, [task], { held: how === "hold" });
      default:
        return moveTasks(repo, [task], { kind: how });
    }
  }

  /** Waiting tasks among themselves; the places of the others mean nothing while they do not wait. */
  #reorder(modelled: Modelled, how: "first" | "last"): void {
    this.model.splice(this.model.indexOf(modelled), 1);
    const waiting = this.model.filter(({ state }) => state === "queued");
    const order = how === "first" ? [modelled, ...waiting] : [...waiting, modelled];
    const others = this.model.filter(({ state }) => state !== "queued");
    this.model.splice(0, this.model.length, ...others, ...order);
  }

  check(): void {
    const { repo, git } = this.project;
    const found = readTasks(repo);
    const kinds = new Map(found.map(({ task, state }) => [task.entry.name, state.kind]));
    for (const { name, state } of this.model) {
      const kind = kinds.get(name);
      assert.equal(kind === "preparing" ? "running" : kind, state, name);
    }
    assert.equal(found.length, this.model.length);
    const pins = git.refs("refs/exps/celery/task").length;
    assert.equal(pins, this.model.length, "one pin a task that has no result");
  }

  release(): void {
    for (const claim of this.claims.values()) claim[Symbol.dispose]();
  }
}

Deno.test("random verbs and crashes: the queue does what the model says", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const wanted = request({ name: "t", params: ["lr=range(1,9)"] });
  const plan = planExperiments(repo, git, wanted, { allowSweep: true });
  const entries = await stashPoints(repo, git, plan, wanted);

  fc.assert(
    fc.property(fc.array(verbs, { minLength: 12, maxLength: 24, size: "max" }), (sequence) => {
      const harness = new Harness(project, entries);
      try {
        for (const verb of sequence) {
          harness.apply(verb);
          harness.check();
        }
      } finally {
        harness.release();
        refreshQueue(repo, git);
        removeTasks(repo, git, readTasks(repo).map(({ task }) => task));
      }
    }),
    { numRuns: 12 },
  );
});
