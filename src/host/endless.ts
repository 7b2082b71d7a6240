/**
 * What is no file though it stands where one belongs. To open a pipe waits for whoever opens its other end, a device may
 * never end; so both are refused before they are opened, by whatever reads or writes here.
 */
import { MachineError } from "./machine_error.ts";

/** Before a file is read. @throws {MachineError} `in-the-way` for a pipe, a socket, or a device other than /dev/null */
export function refuseEndless(path: string, found: Deno.FileInfo | undefined = look(path)): void {
  if (found === undefined || found.isFile || found.isDirectory) return;
  if (found.isCharDevice && found.rdev === look("/dev/null")?.rdev) return;
  throw new MachineError("EFTYPE", "read", path, `'${path}' is ${kindOf(found)}, not a file`);
}

/** Before a file is written to: a device takes what it is given. @throws {MachineError} `in-the-way` */
export function refusePipe(path: string): void {
  const found = look(path);
  if (found === undefined || !(found.isFifo || found.isSocket)) return;
  throw new MachineError("EFTYPE", "write", path, `'${path}' is ${kindOf(found)}, not a file`);
}

/** What may not even be looked at, opening it tells. */
function look(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

function kindOf({ isFifo, isSocket }: Deno.FileInfo): string {
  return isFifo ? "a pipe" : isSocket ? "a socket" : "a device";
}
