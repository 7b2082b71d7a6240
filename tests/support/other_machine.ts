import type { Host } from "../../src/host/mod.ts";
import type { Repo } from "../../src/repo/mod.ts";

/** The same folder as a program on another machine has it: kernels do not see each other's locks. */
export function onMachine(repo: Repo, hostname: string): Repo {
  return { ...repo, host: hostOn(repo.host, hostname) };
}

function hostOn(host: Host, hostname: string): Host {
  const held = new Set<string>();
  return {
    ...host,
    platform: { ...host.platform, hostname },
    fs: {
      ...host.fs,
      tryLock(path) {
        if (held.has(path)) return undefined;
        held.add(path);
        host.fs.createNew(path, "");
        return { path, release: () => void held.delete(path) };
      },
    },
  };
}
