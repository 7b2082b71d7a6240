import type { Host } from "../host/mod.ts";
import type { LinkType } from "../data/mod.ts";

/** Finds out which links work from one folder to another by making them; both folders must exist. */
export function probeLinks(host: Host, from: string, to: string): LinkType[] {
  const { fs } = host;
  const source = `${from}/.exp-probe-${host.random.hex(8)}`;
  const target = `${to}/.exp-probe-${host.random.hex(8)}`;
  const tries: readonly [LinkType, () => boolean][] = [
    ["reflink", () => fs.reflink(source, target)],
    ["hardlink", () => (fs.hardLink(source, target), true)],
    ["symlink", () => (fs.symLink(source, target), true)],
    ["copy", () => (fs.copyFile(source, target), true)],
  ];
  try {
    fs.createNew(source, "probe");
    return tries.flatMap(([type, make]) => {
      try {
        return make() ? [type] : [];
      } catch {
        return []; // this file system, or this pair of them, has no such links
      } finally {
        fs.remove(target);
      }
    });
  } finally {
    fs.remove(source);
  }
}

/** The file system below a path: `ext4 on /dev/vda`; undefined where `df` cannot tell. */
export function fileSystemOf(host: Host, path: string): string | undefined {
  const result = host.processes.runSync({ program: "sh", args: ["-c", 'df -PT -- "$1"', "sh", path], cwd: "/" });
  const [device, type] = new TextDecoder().decode(result.stdout).trim().split("\n").at(-1)?.split(/\s+/) ?? [];
  return result.code === 0 && device !== undefined && type !== undefined ? `${type} on ${device}` : undefined;
}
