import { joinPath, type Repo } from "../repo/mod.ts";
import type { Finding } from "./finding.ts";

/** Below it clocks count as one: file systems round, and writing takes its time. */
const TOLERATED_MS = 2000;
/** Whose times decide what is looked at again. */
const WATCHED = ["dvc.yaml", "dvc.lock", "params.yaml"];

/** Compares the machine's clock with that of the disk, which may be a server's, and with the times of the project's files. */
export function examineClock(repo: Repo): Finding[] {
  const name = "clock", { fs, clock } = repo.host;
  const skew = skewMs(repo);
  if (skew !== undefined && Math.abs(skew) > TOLERATED_MS) {
    const seconds = Math.round(Math.abs(skew) / 1000), which = skew > 0 ? "ahead of" : "behind";
    const text = `the clock of the disk is ${seconds} s ${which} this machine's`;
    return [{
      name,
      state: "warn",
      text,
      hint: "set both by NTP: what was just written may be read again, or not at all",
    }];
  }
  const limit = clock.now() + TOLERATED_MS;
  const future = WATCHED.filter((path) => {
    const stat = fs.stat(joinPath(repo.root, path));
    return stat !== undefined && Number(stat.mtimeNs / 1_000_000n) > limit;
  });
  if (future.length === 0) return [{ name, state: "ok", text: "clock: as the disk's" }];
  return [{
    name,
    state: "warn",
    text: `changed in the future: ${future.join(", ")}`,
    hint: `touch ${future.join(" ")}`,
  }];
}

/** How far the disk's clock is ahead; undefined where nothing may be written. */
function skewMs({ host, tmpDir }: Repo): number | undefined {
  const { fs, clock, random } = host;
  if (!fs.exists(tmpDir) || !fs.isWritable(tmpDir)) return undefined;
  const path = joinPath(tmpDir, `.clock.${random.hex(4)}.tmp`);
  const before = clock.now();
  if (!fs.createNew(path, "")) return undefined;
  try {
    const stamp = Number((fs.stat(path)?.mtimeNs ?? 0n) / 1_000_000n), after = clock.now();
    return stamp < before ? stamp - before : stamp > after ? stamp - after : 0;
  } finally {
    fs.remove(path);
  }
}
