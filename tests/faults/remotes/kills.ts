/** Transfers that are killed or interrupted: at each step that changes the disk, and at any request; and two at once. */
import { type Ended, signal } from "../field.ts";
import type { Ground } from "./ground.ts";
import { httpLine } from "./http_line.ts";
import type { RemoteFault } from "./line_faults.ts";
import type { Kind } from "./servers.ts";

type Direction = "push" | "pull";
const CLONE = { push: "sender", pull: "receiver" } as const;

/** Steps of exp itself, counted as EXP_CRASH_AT has them; a push changes hardly anything here. */
const STEPS: Readonly<Record<Direction, readonly number[]>> = { push: [1, 2], pull: [1, 2, 4, 8, 12, 16, 20, 24] };
/** Requests of those that the server sees. */
const REQUESTS = [1, 2, 5, 9, 14];

export function kills(kinds: readonly Kind[], full: boolean): RemoteFault[] {
  return kinds.flatMap((kind, k) =>
    (["push", "pull"] as const).flatMap((direction) => [
      ...STEPS[direction].filter((_, i) => full || i % 2 === k % 2).map((step) => atStep(kind, direction, step)),
      ...REQUESTS.flatMap((request, i) =>
        (["SIGKILL", "SIGTERM"] as const).filter((_, s) => full || (i + k + s) % 2 === 0)
          .map((how) => atRequest(kind, direction, request, how))
      ),
    ])
  );
}

function atStep(kind: Kind, direction: Direction, step: number): RemoteFault {
  return {
    name: `${kind}: ${direction}: KILL at step ${step}`,
    kind,
    isPushed: direction === "pull",
    async run(ground) {
      const env = { EXP_CRASH_AT: `main:${step}` };
      return [await ground.start(CLONE[direction], ["data", direction], { env }).done];
    },
  };
}

function atRequest(kind: Kind, direction: Direction, request: number, how: "SIGKILL" | "SIGTERM"): RemoteFault {
  return {
    name: `${kind}: ${direction}: ${how} at request ${request}`,
    kind,
    isPushed: direction === "pull",
    async run(ground) {
      let seen = 0;
      let pid = 0;
      const onRequest = () => {
        if (++seen === request && pid !== 0) signal(pid, how);
        return undefined;
      };
      await using _proxy = ground.goThrough(() => httpLine(onRequest));
      const started = ground.start(CLONE[direction], ["data", direction]);
      pid = started.pid;
      return [await started.done];
    },
  };
}

/** Two commands at the same time, neither of which knows of the other. */
export function company(kinds: readonly Kind[]): RemoteFault[] {
  return kinds.flatMap((kind): RemoteFault[] => [
    {
      name: `${kind}: two pushes of the same data at once`,
      kind,
      isPushed: false,
      run: (ground) => both(ground, ["data", "push"], ["data", "push"]),
    },
    ...(kind === "http" ? [] : [{
      name: `${kind}: gc of the remote beside a push`,
      kind,
      isPushed: false,
      run: (ground: Ground) => both(ground, ["data", "push"], ["dvc", "gc", "-w", "-c", "-f"]),
    }]),
  ]);
}

async function both(ground: Ground, first: readonly string[], second: readonly string[]): Promise<Ended[]> {
  await ground.field.must(`cp -a sender/.dvc/cache receiver/.dvc/`, { cwd: ground.folder });
  return await Promise.all([ground.start("sender", first).done, ground.start("receiver", second).done]);
}
