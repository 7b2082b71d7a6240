/** What the machine refused, as a word: these are the user's to know, not bugs of ours. */
export type Fault = "broken-pipe" | "full-disk" | "io";

export function faultOf(error: unknown): Fault | undefined {
  const code = (error as { code?: string } | null)?.code ?? "";
  const message = error instanceof Error ? error.message : String(error);
  const number = message.match(/\(os error (\d+)\)/)?.[1];
  if (error instanceof Deno.errors.BrokenPipe || code === "EPIPE") return "broken-pipe";
  if (code === "ENOSPC" || number === "28" || code === "EDQUOT" || number === "122") return "full-disk";
  if (error instanceof Deno.errors.PermissionDenied) return "io";
  if (["EROFS", "EACCES", "EPERM", "EIO", "EMFILE", "ENFILE", "ENAMETOOLONG", "ELOOP"].includes(code)) return "io";
  return ["1", "5", "13", "23", "24", "30", "36", "40"].includes(number ?? "") ? "io" : undefined;
}
