import { faultsOf, type NoFacts } from "../common/mod.ts";

interface MachineFacts {
  /** Such as `ENOSPC`. */
  readonly code: string;
  readonly operation: string;
  readonly path: string | undefined;
  /** What the machine said; it names the path. */
  readonly text: string;
}

/** What a machine refuses, and what its programs lack. */
export interface HostFaults {
  "io/machine": MachineFacts;
  "full-disk/machine": MachineFacts;
  "no-git/not-installed": NoFacts;
  "no-git/too-old": { version: string | undefined };
  "io/no-program": { program: string };
  "not-found/asset": { name: string };
}

export const fault = faultsOf<HostFaults>();
