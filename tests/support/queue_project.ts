/** A project for scenarios of the queue: one stage whose manners a parameter decides, and which tells when it ran. */
import { exists } from "./command.ts";
import type { Scenario } from "./scenario.ts";

/**
 * `mode`: ok, fail, patient (waits for `../go`), silent (hangs), stubborn (hangs and ignores TERM), parent
 * (ends at TERM, its child is stubborn), flaky (fails twice), hungry (eats memory).
 * Each run adds its number to `../ran` when it begins.
 */
export const QUEUE_PROJECT: Readonly<Record<string, string>> = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [n, mode]
    outs: [model.txt]
    metrics:
    - metrics.json:
        cache: false
`,
  "params.yaml": "n: 0\nmode: ok\n",
  ".gitignore": "/model.txt\n",
  "train.sh": `n=$(sed -n 's/^n: //p' params.yaml) mode=$(sed -n 's/^mode: //p' params.yaml)
echo "$n" >>"$DVC_ROOT/../ran"
echo "number $n, devices '$CUDA_VISIBLE_DEVICES', token '$TOKEN'"
case $mode in
  fail) echo "no luck"; exit 3 ;;
  patient) until [ -e "$DVC_ROOT/../go" ]; do sleep 0.02; done ;;
  silent) echo $$ >"$DVC_ROOT/../hanging"; sleep 3000 ;;
  stubborn) trap '' TERM; echo $$ >"$DVC_ROOT/../hanging"; while :; do sleep 0.2; done ;;
  parent) sh -c 'trap "" TERM; echo $$ >"$DVC_ROOT/../hanging"; while :; do sleep 0.2; done'; echo never ;;
  flaky) [ "$(grep -cx "$n" "$DVC_ROOT/../ran")" -ge 3 ] || exit 4 ;;
  hungry) ulimit -v 300000; awk 'BEGIN { s = "x"; while (1) s = s s }' || exit 5 ;;
  gpu) d="$DVC_ROOT/../device-$CUDA_VISIBLE_DEVICES"; mkdir "$d" || exit 6; sleep 0.2; rmdir "$d" ;;
esac
echo "model $n" >model.txt
echo "{\\"n\\": $n}" >metrics.json
`,
};

export async function prepareQueue({ repo }: Scenario): Promise<void> {
  repo.write(QUEUE_PROJECT);
  await repo.commit("a stage");
}

/** Numbers of the runs, in the order in which they began. */
export function runsOf({ repo }: Scenario): number[] {
  try {
    return Deno.readTextFileSync(`${repo.around}/ran`).trim().split("\n").filter(Boolean).map(Number);
  } catch {
    return []; // none yet
  }
}

/** Names of tasks by their state in `queue status --json`. */
export async function tasksBy({ exp }: Scenario, state: string): Promise<string[]> {
  const { stdout } = await exp("queue status --json");
  const { tasks } = JSON.parse(stdout) as { tasks: { name: string; state: string }[] };
  return tasks.filter((task) => task.state === state).map(({ name }) => name).sort();
}

/** Waits in sh until a file is there. */
export const WAIT_FOR = (path: string) => `i=0; until [ -e ${path} ] || [ $((i += 1)) -gt 1200 ]; do sleep 0.05; done`;

/** In sh: true when the stage that hung is no more, or only a zombie that nobody has asked for yet. */
export const STAGE_IS_GONE =
  'case $(cut -d " " -f 3 "/proc/$(cat ../hanging)/stat" 2>/dev/null) in ""|Z) ;; *) false ;; esac';

/**
 * Tries a time limit, in milliseconds, until it is long enough for what must come before it ends: a machine under load
 * may need longer to start a stage than any number that one writes down.
 */
export async function withLongEnoughLimit(attempt: (limitMs: number) => Promise<boolean>): Promise<void> {
  for (const limitMs of [300, 1200, 4800, 19200]) {
    if (await attempt(limitMs)) return;
  }
  throw new Error("even 19 s were not enough for what had to come first");
}

/** Did the stage that hangs begin? */
export function didHang({ repo }: Scenario): boolean {
  return exists(`${repo.around}/hanging`);
}
