/** A pull into a cache whose disk is full before all of it has come. */
import type { Ended } from "../field.ts";
import type { Ground } from "./ground.ts";
import type { RemoteFault } from "./line_faults.ts";
import type { Kind } from "./servers.ts";

/** Room for the small files, and not for the big one. */
const TOO_SMALL = "size=1500k";

/** Can a small disk be had here? Only root may mount one, and not in every container. */
export function canMount(): boolean {
  const script =
    'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d"; code=$?; rmdir "$d"; exit $code';
  return new Deno.Command("sh", { args: ["-c", script], stdout: "null", stderr: "null" }).outputSync().success;
}

export function fullDisks(kinds: readonly Kind[]): RemoteFault[] {
  return kinds.map((kind) => ({
    name: `${kind}: pull: the disk of the cache is full`,
    kind,
    isPushed: true,
    run: pullOntoFullDisk,
  }));
}

async function pullOntoFullDisk(ground: Ground): Promise<Ended[]> {
  const cache = `${ground.root("receiver")}/.dvc/cache`;
  await ground.field.must(`mkdir -p '${cache}' && mount -t tmpfs -o ${TOO_SMALL} tmpfs '${cache}'`);
  try {
    const ended = await ground.start("receiver", ["data", "pull"]).done;
    if (ended.code !== 74) throw new Error(`exit code ${ended.code} of a pull onto a full disk\n${ended.output}`);
    return [ended];
  } finally {
    await ground.field.must(`umount '${cache}'`); // what has come goes with it: the next pull begins anew
  }
}
