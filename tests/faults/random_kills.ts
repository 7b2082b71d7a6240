/** kill -9 at random moments of a busy drain: of the drain, of a stage, of git, of everything as in a reboot. */
import { pause } from "../support/wait.ts";
import { type Fault, oneMoreDrain, randomFrom } from "./fault.ts";
import { type Field, isStage, processesIn, signal, type Started, until } from "./field.ts";

const VICTIMS = ["the drain", "a stage", "git", "everything"] as const;

/** How long a drain of these takes, about. */
const SPAN_MS = 900;

export function randomKills(count: number, waiting: number, seed: number): Fault[] {
  return Array.from({ length: count }, (_, i) => {
    const random = randomFrom(seed + i);
    const victim = VICTIMS[i % VICTIMS.length] as typeof VICTIMS[number];
    const afterMs = Math.floor(random() * SPAN_MS);
    return {
      name: `kill -9 of ${victim} after ${afterMs} ms (seed ${seed + i})`,
      waiting,
      // what is not the drain may be the experiment's own misfortune
      expectation: { tasks: waiting, outcome: victim === "a stage" || victim === "git" ? "recorded" : "all" },
      async run(field: Field) {
        const drain = field.start(["queue", "drain", "-j", "4"]);
        await Promise.race([pause(afterMs), drain.done]);
        await kill(field, victim, drain, random);
        await drain.done;
        await oneMoreDrain(field);
      },
    };
  });
}

async function kill(field: Field, victim: typeof VICTIMS[number], drain: Started, random: () => number): Promise<void> {
  const others = () => processesIn(field.folder).filter(({ pid }) => pid !== drain.pid);
  switch (victim) {
    case "the drain":
      signal(drain.pid, "SIGKILL");
      return;
    case "everything":
      signal(drain.pid, "SIGKILL");
      for (const { pid } of others()) signal(pid, "SIGKILL");
      return;
    case "a stage":
    case "git": {
      const found = await until(() => {
        const seen = others().filter((each) => victim === "git" ? each.name === "git" : isStage(each));
        return seen[Math.floor(random() * seen.length)];
      }, drain.done);
      if (found !== undefined) signal(found.pid, "SIGKILL");
    }
  }
}
