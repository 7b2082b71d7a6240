/** Whether two orders of stages differ only in stages that do not depend on each other. */
import { parse } from "yaml";

/**
 * Dependencies are read from the lock files as the run left them; a stage that none of them knows must keep its place
 * among the others.
 */
export function sameUpToIndependence(want: readonly string[], have: readonly string[], root: string): boolean {
  if (want.length === have.length && want.every((name, i) => name === have[i])) return true;
  if ([...want].sort().join("\n") !== [...have].sort().join("\n")) return false;
  const stages = readLocked(root);
  for (const [i, first] of want.entries()) {
    for (const second of want.slice(i + 1)) {
      const swapped = have.indexOf(first) > have.indexOf(second);
      if (swapped && !areIndependent(stages, first, second)) return false;
    }
  }
  return true;
}

interface Locked {
  readonly deps: readonly string[];
  readonly outs: readonly string[];
}

function areIndependent(stages: ReadonlyMap<string, Locked>, a: string, b: string): boolean {
  if (!stages.has(a) || !stages.has(b)) return false;
  return !reaches(stages, a, b, new Set()) && !reaches(stages, b, a, new Set());
}

function reaches(stages: ReadonlyMap<string, Locked>, from: string, to: string, seen: Set<string>): boolean {
  if (from === to) return true;
  seen.add(from);
  const outs = stages.get(from)?.outs ?? [];
  return [...stages].some(([name, { deps }]) =>
    !seen.has(name) && deps.some((dep) => outs.some((out) => touches(dep, out))) && reaches(stages, name, to, seen)
  );
}

function touches(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function readLocked(root: string): Map<string, Locked> {
  const stages = new Map<string, Locked>();
  const walk = (folder: string) => {
    for (const entry of Deno.readDirSync(`${root}/${folder}`)) {
      if (entry.isDirectory && entry.name !== ".git" && entry.name !== ".dvc") walk(`${folder}${entry.name}/`);
      if (entry.name !== "dvc.lock") continue;
      const lock = readYaml(`${root}/${folder}dvc.lock`) as {
        stages?: Record<string, Record<string, { path: string }[]>>;
      };
      for (const [name, stage] of Object.entries(lock?.stages ?? {})) {
        const paths = (key: string) => (stage[key] ?? []).map(({ path }) => resolve(folder, path));
        stages.set(folder === "" ? name : `${folder}dvc.yaml:${name}`, { deps: paths("deps"), outs: paths("outs") });
      }
    }
  };
  walk("");
  return stages;
}

function readYaml(path: string): unknown {
  try {
    return parse(Deno.readTextFileSync(path));
  } catch {
    return undefined;
  }
}

function resolve(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
