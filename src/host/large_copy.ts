import { refuseEndless } from "./endless.ts";
import type { CopyNews } from "./fs.ts";
import { copyFile } from "./real_disk.ts";
import { isUnopened } from "./machine_error.ts";

/** A copy of more than this is told of while it goes on, and can be ended; to start one takes longer than a smaller one. */
export const LARGE_COPY_BYTES = 32 << 20;

const LOOK_MS = 100;

/** Copies in another thread, so that this one can tell how far it is, and listen to who wants it to end. */
export async function copyLargeFile(from: string, to: string, { onBytes, signal }: CopyNews): Promise<void> {
  signal?.throwIfAborted();
  refuseEndless(from);
  let told = 0;
  const tell = () => {
    const size = sizeOf(to);
    if (size > told) onBytes?.(size - told);
    told = Math.max(told, size);
  };
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  const looking = setInterval(tell, LOOK_MS);
  try {
    await Promise.race([Deno.copyFile(from, to), aborted.promise]);
  } catch (error) {
    if (!isUnopened(error)) throw error;
    copyFile(from, to);
  } finally {
    clearInterval(looking);
    signal?.removeEventListener("abort", onAbort);
  }
  tell();
}

function sizeOf(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch {
    return 0; // it has not begun
  }
}
