/** Scarce things of this machine, such as graphics cards: each is held by one task at a time, in all drains together. */
import type { FileLock } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { slotsFolder } from "./layout.ts";
import { lockOwn } from "./own_files.ts";
import { fault } from "./faults.ts";

/** `gpu=2` → `{gpu: 2}`, also several. @throws {ExpError} `usage` */
export function parseAmounts(texts: readonly string[], option: string): Record<string, number> {
  const amounts: Record<string, number> = {};
  for (const text of texts.flatMap((item) => item.split(","))) {
    const match = /^([a-z][a-z0-9_-]*)=(\d{1,4})$/i.exec(text.trim());
    if (match === null) throw fault("usage/slots", { option, text });
    amounts[match[1] as string] = Number(match[2]);
  }
  return amounts;
}

/** What a task got: the numbers of each kind. */
export interface Grant extends Disposable {
  readonly devices: ReadonlyMap<string, readonly number[]>;
}

/** Could a drain with these slots ever run a task with these needs? */
export function canGrant(slots: Readonly<Record<string, number>>, needs: Readonly<Record<string, number>>): boolean {
  return Object.entries(needs).every(([kind, amount]) => amount <= (slots[kind] ?? 0));
}

/** @returns undefined when not all of them are free now */
export function takeSlots(
  repo: Repo,
  slots: Readonly<Record<string, number>>,
  needs: Readonly<Record<string, number>>,
): Grant | undefined {
  const locks: FileLock[] = [];
  const devices = new Map<string, number[]>();
  const giveBack = () => locks.forEach((lock) => lock.release());
  for (const [kind, amount] of Object.entries(needs)) {
    const got: number[] = [];
    for (let device = 0; device < (slots[kind] ?? 0) && got.length < amount; device++) {
      const folder = `${slotsFolder(repo)}/${repo.host.platform.hostname}`;
      repo.host.fs.makeDir(folder);
      const lock = lockOwn(repo, `${folder}/${kind}-${device}.lock`);
      if (lock === undefined) continue;
      locks.push(lock);
      got.push(device);
    }
    devices.set(kind, got);
    if (got.length < amount) {
      giveBack();
      return undefined;
    }
  }
  return { devices, [Symbol.dispose]: giveBack };
}

/** `CUDA_VISIBLE_DEVICES` for graphics cards, `EXP_SLOTS_<KIND>` for all. Devices that the user has hidden stay so. */
export function slotVariables(grant: Grant, visible: string | undefined): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [kind, devices] of grant.devices) {
    variables[`EXP_SLOTS_${kind.toUpperCase().replaceAll("-", "_")}`] = devices.join(",");
    if (kind !== "gpu") continue;
    const given = visible === undefined || visible === "" ? undefined : visible.split(",");
    variables["CUDA_VISIBLE_DEVICES"] = devices.map((device) => given?.[device] ?? String(device)).join(",");
  }
  return variables;
}
