/** Trials beside each other: what each has said on its way, in whatever work tree. */
import type { Curve, Rival } from "@exp/tpe";
import type { Git } from "../git/mod.ts";
import { CurveReader, ElsewhereReader, type Task, TaskReader, type TaskReport, type TaskState } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Search } from "./store.ts";
import { isTrialOf } from "./trials.ts";

interface KnownRival extends Rival {
  readonly task: Task;
  readonly state: TaskState;
  /** Whose task it is: the repository, as that work tree has it. */
  readonly queue: Repo;
}

type Direction = Search["direction"];

/** Reads rivals again and again; a curve that is as it was is not read. */
export class RivalReader {
  readonly #elsewhere: ElsewhereReader;
  readonly #curves = new CurveReader();
  /** By what was said. */
  readonly #losses = new WeakMap<readonly TaskReport[], { readonly direction: Direction; readonly curve: Curve }>();

  constructor(readonly repo: Repo, git: Git, readonly tasks = new TaskReader(repo)) {
    this.#elsewhere = new ElsewhereReader(repo, git);
  }

  /** A search's trials whose tasks are here; not the one that they are rivals of. */
  read(search: Search, of?: Task): KnownRival[] {
    return [...this.tasks.read().map((known) => ({ ...known, queue: this.repo })), ...this.#elsewhere.read()]
      .filter(({ task }) => task.id !== of?.id && isTrialOf(search, task))
      .map((known) => ({
        ...known,
        curve: this.#lossesIn(this.#curves.read(known.queue, known.task.id), search.direction),
        isFinished: known.state.kind === "success",
      }));
  }

  #lossesIn(said: readonly TaskReport[], direction: Direction): Curve {
    const known = this.#losses.get(said);
    if (known?.direction === direction) return known.curve;
    const curve = lossesOf(direction, said);
    this.#losses.set(said, { direction, curve });
    return curve;
  }
}

/** What is to be small, whatever the direction. */
export function lossesOf(direction: Direction, curve: readonly TaskReport[]): Curve {
  return curve.map(({ step, value }) => ({ step, loss: direction === "minimize" ? value : -value }));
}
