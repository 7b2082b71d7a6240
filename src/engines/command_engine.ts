/** An engine that is spoken with by the commands of its file. */
import { fault } from "./faults.ts";
import { readId, readLimit, readOwnState, readStatuses } from "./answers.ts";
import { cancelWords } from "./cancel_words.ts";
import { renderScript, submitCommand } from "./job_script.ts";
import type { Profile } from "./profile.ts";
import { type Answer, judgeRefusal, mayHaveBeenHeard, saidBy } from "./refusal.ts";
import { fill, fillCommand } from "./template.ts";
import type { Engine, JobPart, JobSpec, JobStatus, OwnJob, OwnRequeue, OwnState } from "./types.ts";

/** So many numbers or jobs in one command line. */
const MOST_WORDS = 500;
/** So many names in one word of a command line, of which Linux takes 128 KiB. */
const MOST_NAMES = 4000;
const OUR_NAME = /^exp-[a-z0-9-]+$/;

/** Runs a command of the engine; one that asks for the job that this process is in sees that job's variables. */
export type RunCommand = (command: string, of: "any job" | "own job") => Promise<Answer>;

export class CommandEngine implements Engine {
  readonly name: string;
  readonly title: string;
  #largest: number | undefined;
  /** An engine that keeps no book is not asked for it again. */
  #hasBook = true;

  constructor(
    private readonly profile: Profile,
    private readonly run: RunCommand,
    private readonly env: (name: string) => string | undefined,
  ) {
    this.name = profile.name;
    this.title = profile.summary;
  }

  async largestArray(): Promise<number | undefined> {
    if (this.profile.script.array === undefined) return 1;
    const { limits } = this.profile;
    if (limits === undefined) return Number.MAX_SAFE_INTEGER;
    if (this.#largest !== undefined) return this.#largest;
    const answer = await this.run(limits.command, "any job");
    if (answer.code !== 0) return undefined;
    return this.#largest = readLimit(limits.array, answer.out) ?? Number.MAX_SAFE_INTEGER;
  }

  script(spec: JobSpec): string {
    return renderScript(this.profile, spec);
  }

  logName(element: number, count: number): string {
    const { array } = this.profile.script;
    return `${count > 1 && array !== undefined ? element + array.first : 0}.log`;
  }

  async submit(path: string, spec: JobSpec): Promise<string> {
    const answer = await this.run(submitCommand(this.profile, path, spec), "any job");
    const id = readId(this.profile.submit.id, answer.out);
    if (id !== undefined) return id;
    throw judgeRefusal(this.profile, spec, answer);
  }

  async list(names?: readonly string[]): Promise<readonly JobStatus[] | undefined> {
    const { list } = this.profile;
    const wanted = new Set(names);
    if (names === undefined || list.named === undefined) {
      const all = await this.#listBy(list.command);
      return all?.filter(({ name }) => names === undefined ? OUR_NAME.test(name) : wanted.has(name));
    }
    const found: JobStatus[] = [];
    for (const some of chunksOf([...wanted], MOST_NAMES)) {
      const answered = await this.#listBy(fillCommand(list.named, { names: some.join(",") }));
      if (answered === undefined) return undefined;
      found.push(...answered.filter(({ name }) => wanted.has(name)));
    }
    return found;
  }

  async #listBy(command: string): Promise<readonly JobStatus[] | undefined> {
    const { code, out } = await this.#ask(command);
    return code === 0 ? readStatuses(this.profile, this.profile.list.line, out) : undefined;
  }

  async history(ids: readonly string[]): Promise<readonly JobStatus[]> {
    const { history } = this.profile;
    const known = new Map<string, JobStatus>();
    for (const some of chunksOf([...new Set(ids)], MOST_WORDS)) {
      if (history === undefined || !this.#hasBook) break;
      const answer = await this.run(fillCommand(history.command, { ids: some.join(",") }), "any job");
      this.#hasBook = answer.code === 0 || mayHaveBeenHeard(this.profile, answer);
      const told = answer.code === 0 ? readStatuses(this.profile, history.line, answer.out) : [];
      for (const status of told) known.set(`${status.id} ${status.element}`, status);
    }
    return [...known.values()];
  }

  async cancel(parts: readonly JobPart[]): Promise<void> {
    for (const some of chunksOf(cancelWords(this.profile, parts), MOST_WORDS)) {
      const answer = await this.#ask(fill(this.profile.cancel.command, { jobs: some.join(" ") }));
      if (answer.code === 0 || !mayHaveBeenHeard(this.profile, answer)) continue;
      throw fault("io/no-answer", { engine: this.title, doing: "cancelling jobs", says: saidBy(answer) });
    }
  }

  ownJob(): OwnJob | undefined {
    const { inside, script } = this.profile;
    const said = this.#variable(inside.id);
    const id = said === undefined || inside.number === undefined ? said : readId(inside.number, said);
    if (id === undefined) return undefined;
    const element = Number(this.#variable(inside.element));
    const life = Number(this.#variable(inside.life) ?? 0);
    return {
      id,
      element: Number.isInteger(element) ? element - (script.array?.first ?? 0) : 0,
      node: this.#variable(inside.node),
      life: Number.isInteger(life) ? life : 0,
    };
  }

  async ownState(): Promise<OwnState | undefined> {
    const { state } = this.profile.inside;
    const own = this.ownJob();
    if (state === undefined || own === undefined) return undefined;
    const { code, out } = await this.run(state.command, "own job");
    return code === 0 ? readOwnState(this.profile, own.life, out) : undefined;
  }

  async ownRequeue(): Promise<OwnRequeue> {
    const { requeue, requeueExit } = this.profile.inside;
    if (requeueExit !== undefined) return { kind: "exit", code: requeueExit };
    if (requeue === undefined) return { kind: "impossible", says: `${this.title} has no way to do so` };
    const answer = await this.run(requeue, "own job");
    return answer.code === 0 ? { kind: "told" } : { kind: "impossible", says: saidBy(answer) };
  }

  #variable(names: readonly string[]): string | undefined {
    return names.map((name) => this.env(name)).find((value) => value !== undefined && value !== "");
  }

  /** @throws {ExpError} `not-found/engine-program` */
  async #ask(command: string): Promise<Answer> {
    const answer = await this.run(command, "any job");
    if (answer.code !== 127) return answer;
    throw fault("not-found/engine-program", { engine: this.title, says: saidBy(answer) });
  }
}

function chunksOf<Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most));
}
