import type { CopyNews, HostFs } from "../../src/host/mod.ts";

/** The disk of a machine on which a large copy ends when it is told to, and not before. @param onHalf it has begun */
export function slowCopies(fs: HostFs, onHalf: () => void): HostFs {
  const copyLargeFile = (_from: string, to: string, { signal }: CopyNews) => {
    fs.createNew(to, "half");
    const ended = new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    onHalf();
    return ended;
  };
  return { ...fs, copyLargeFile };
}
