/** What the machine refused, as a word: these are the user's to know, not bugs of ours. */
export type Fault = "broken-pipe" | "full-disk" | "io";

export function faultOf(error: unknown): Fault | undefined {
  const code = (error as { code?: string } | null)?.code ?? "";
  const message = error instanceof Error ? error.message : String(error);
  const number = message.match(/\(os error (\d+)\)/)?.[1];
  if (error instanceof Deno.errors.BrokenPipe || code === "EPIPE") return "broken-pipe";
  if (code === "ENOSPC" || number === "28" || code === "EDQUOT" || number === "122") return "full-disk";
  if (error instanceof Deno.errors.PermissionDenied) return "io";
  if (error instanceof Deno.errors.InvalidData) return "io"; // a name that is not UTF-8
  if (error instanceof Deno.errors.NotCapable) return "io";
  if (code in REFUSALS) return "io";
  return Object.values(REFUSALS).includes(Number(number)) ? "io" : undefined;
}

/** Does something else stand where a file belongs, or a file that this user may not touch? */
export function isInTheWay(error: unknown): boolean {
  if (error instanceof Deno.errors.PermissionDenied) return true;
  const code = (error as { code?: string } | null)?.code ?? "";
  const number = String(error).match(/\(os error (\d+)\)/)?.[1];
  return IN_THE_WAY.some((name) => code === name || Number(number) === REFUSALS[name]);
}

const IN_THE_WAY = ["EISDIR", "ELOOP", "EACCES", "EPERM"];

/** What a disk, a right or something in the way refuses; numbers as Linux has them. */
const REFUSALS: Readonly<Record<string, number>> = {
  EPERM: 1,
  EIO: 5,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENOTDIR: 20,
  EISDIR: 21,
  ENFILE: 23,
  EMFILE: 24,
  ETXTBSY: 26,
  EFBIG: 27,
  EROFS: 30,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ESTALE: 116,
};
