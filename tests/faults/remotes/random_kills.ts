/** kill -9 at moments that nobody has chosen, drawn from a seed: of what moves data, experiments, and of who tidies up beside. */
import { type Ended, signal, type Started } from "../field.ts";
import type { Clone, Ground } from "./ground.ts";
import type { RemoteFault } from "./line_faults.ts";
import type { Kind } from "./servers.ts";

/** Later than that most commands are over, and nothing is killed. */
const LATEST_MS = 2500;

interface Victim {
  readonly what: string;
  readonly clone: Clone;
  /** Goes before. */
  readonly prepare?: (ground: Ground) => Promise<void>;
  /** Goes after: the same commands again must complete it. @throws what is lost */
  readonly complete?: (ground: Ground) => Promise<void>;
  readonly words: readonly string[];
  readonly isPushed: boolean;
  /** At work at the same time, and left alone. */
  readonly beside?: readonly string[];
}

/** Neither clone may use less than the other: what one of them throws away is nobody's. */
const COLLECT = ["dvc", "gc", "-w", "-c", "-f"];
const PUSH = ["push", "hub", "kept"];
const PULL = ["pull", "hub", "kept"];
const VICTIMS: readonly Victim[] = [
  { what: "push", clone: "sender", words: ["data", "push"], isPushed: false },
  { what: "pull", clone: "receiver", words: ["data", "pull"], isPushed: true },
  { what: "gc -c beside a push", clone: "receiver", words: COLLECT, isPushed: false, beside: ["data", "push"] },
  {
    what: "push of an experiment",
    clone: "sender",
    words: PUSH,
    isPushed: false,
    prepare: makeExperiment,
    complete: bringExperiment,
  },
  {
    what: "pull of an experiment",
    clone: "receiver",
    words: PULL,
    isPushed: false,
    prepare: async (ground) => {
      await makeExperiment(ground);
      await ground.must("sender", PUSH);
    },
    complete: bringExperiment,
  },
];

const RESULT = "what the experiment has made\n";

/** An experiment with data that no commit has, and a Git repository for both clones. */
async function makeExperiment(ground: Ground): Promise<void> {
  const hub = ["sender", "receiver"].map((clone) => `git -C ${clone} remote add hub ../hub.git`);
  await ground.field.must(["git init -q --bare hub.git", ...hub].join(" && "), { cwd: ground.folder });
  Deno.writeTextFileSync(`${ground.root("sender")}/result`, RESULT);
  await ground.must("sender", ["add", "-q", "result"]);
  await ground.must("sender", ["save", "-q", "-n", "kept", "-I", "result.dvc"]);
}

async function bringExperiment(ground: Ground): Promise<void> {
  ground.goDirectly();
  await ground.must("sender", PUSH);
  await ground.must("receiver", PULL);
  await ground.must("receiver", ["apply", "kept"]);
  const arrived = Deno.readTextFileSync(`${ground.root("receiver")}/result`);
  if (arrived !== RESULT) throw new Error(`the experiment came with other data: ${arrived}`);
}

export function randomKills(kinds: readonly Kind[], seed: number, times: number): RemoteFault[] {
  const random = generator(seed);
  return Array.from({ length: times }, (_, i): RemoteFault => {
    const victims = VICTIMS.flatMap((victim) =>
      kinds.filter((kind) => victim.beside === undefined || kind !== "http").map((kind) => [victim, kind] as const)
    );
    const [victim, kind] = victims[i % victims.length]!;
    const afterMs = Math.floor(random() * LATEST_MS);
    return {
      name: `${kind}: ${victim.what}: KILL ${afterMs} ms after its start (seed ${seed})`,
      kind,
      isPushed: victim.isPushed,
      run: (ground) => killed(ground, victim, afterMs),
    };
  });
}

async function killed(ground: Ground, victim: Victim, afterMs: number): Promise<Ended[]> {
  const { clone, words, beside } = victim;
  await victim.prepare?.(ground);
  if (beside !== undefined) await ground.field.must("cp -a sender/.dvc/cache receiver/.dvc/", { cwd: ground.folder });
  const other: Started | undefined = beside && ground.start("sender", beside);
  const started = ground.start(clone, words);
  const timer = setTimeout(() => signal(started.pid, "SIGKILL"), afterMs);
  const ended = [await started.done, ...other === undefined ? [] : [await other.done]];
  clearTimeout(timer);
  await victim.complete?.(ground);
  return ended;
}

/** Mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
