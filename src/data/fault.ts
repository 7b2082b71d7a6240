import { MachineError } from "../host/mod.ts";
import { fault } from "./faults.ts";

/** What the machine refused as an error that says what was done with which path; any other stays as it is. */
export function ioFault(error: unknown, doing: string, path: string): unknown {
  if (!(error instanceof MachineError)) return error;
  if (error.refusal === "full-disk") return fault("full-disk/file", { doing, path }, error);
  return fault("io/file", { doing, path, why: error.reason }, error);
}
