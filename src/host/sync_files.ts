import { refuseEndless } from "./endless.ts";
import { asking, isUnopened } from "./machine_error.ts";

/** From here on the whole file system is asked to write what it has: that takes less time than so many single requests. */
const MANY_FILES = 100;

/** Forces files, and their names in their folders, to the disk, while this thread goes on. */
export async function syncFiles(paths: readonly string[]): Promise<void> {
  const [first] = paths;
  if (first === undefined || (paths.length > MANY_FILES && await syncFileSystem(first))) return;
  await Promise.all(paths.map(syncOne));
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/")) || "/"));
  await Promise.all([...folders].map(syncOne));
}

async function syncOne(path: string): Promise<void> {
  await asking("sync", path, async () => {
    refuseEndless(path);
    try {
      const file = await Deno.open(path, { read: true });
      await file.sync().finally(() => file.close());
    } catch (error) {
      if (!isUnopened(error)) throw error; // a RAM disk: nothing makes it durable
    }
  });
}

/** @returns false where the system's `sync` cannot */
async function syncFileSystem(path: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", 'exec sync -f -- "$0"', path],
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}
