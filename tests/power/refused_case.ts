/** A disk that is full, or broken for a moment: the command says so in one line, and the next try finds all in order. */
import { copyDisk } from "../support/machine/steps.ts";
import type { Machine } from "../support/machine/machine.ts";
import type { Errno } from "../support/machine/refusal.ts";
import type { Call } from "../support/machine/volume.ts";
import { type CutOptions, judge, type PowerCase, prepareCase, spread, toldIn, type Verdict } from "./power_case.ts";
import { restarted } from "./project.ts";

/** How a disk refuses from its n-th change on. */
export interface Ailment {
  readonly name: string;
  readonly code: Errno;
  /** Once, or until somebody frees some space. */
  readonly lasts: boolean;
  readonly concerns: (call: Call) => boolean;
}

export const AILMENTS: readonly Ailment[] = [
  {
    name: "a full disk",
    code: "ENOSPC",
    lasts: true,
    concerns: ({ what }) => ["create", "write", "mkdir", "symlink"].includes(what),
  },
  { name: "a broken block", code: "EIO", lasts: false, concerns: ({ what }) => what !== "unlink" && what !== "rmdir" },
];

export type RefusalOptions = Pick<CutOptions, "most" | "share">;

export async function refuseEach(one: PowerCase, ailment: Ailment, options: RefusalOptions = {}): Promise<Verdict> {
  const before = await prepareCase(one);
  const disk = copyDisk(before.project.machine.volume.inodes);
  const { nowMs } = before.project.machine;
  /** @returns what the command said, when its n-th change was refused */
  const attempt = async (n: number) => {
    let calls = 0;
    const refuse = (call: Call) => {
      if (!ailment.concerns(call)) return undefined;
      calls++;
      return calls === n || (ailment.lasts && calls > n) ? ailment.code : undefined;
    };
    const field = restarted(disk, nowMs, { refuse });
    const ended = await field.project.exp(one.command);
    return { ...ended, calls, machine: field.project.machine };
  };
  const { calls } = await attempt(Infinity);
  const broken: string[] = [];
  const { most, share = { index: 0, of: 1 } } = options;
  const tries = spread(Array.from({ length: calls }, (_, i) => i + 1), most)
    .filter((_, i) => i % share.of === share.index);
  for (const n of tries) {
    const ended = await attempt(n);
    const findings = [...clarity(ended), ...await judgeAfter(one, ended.machine)];
    if (findings.length > 0) broken.push(`${one.name}, ${ailment.name} at ${n}:\n    ${findings.join("\n    ")}`);
  }
  return { states: tries.length, broken };
}

function clarity({ code, stderr }: { code: number; stderr: string }): string[] {
  if (/this is a bug in exp|internal:/.test(stderr)) return [`no clear error: ${stderr}`];
  return code !== 0 && stderr === "" ? [`exit code ${code}, and not a word`] : [];
}

function judgeAfter(one: PowerCase, machine: Machine): Promise<string[]> {
  return judge(one, {
    disk: machine.volume.inodes,
    nowMs: machine.nowMs,
    hasJournal: true,
    told: toldIn(machine.steps),
    wasRefused: true,
  });
}
