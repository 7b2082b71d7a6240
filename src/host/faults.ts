interface MachineFacts {
  /** Such as `ENOSPC`. */
  readonly code: string;
  readonly operation: string;
  readonly path: string | undefined;
  /** What the machine said; it names the path. */
  readonly text: string;
}

/** What a machine refuses. */
export interface HostFaults {
  "io/machine": MachineFacts;
  "full-disk/machine": MachineFacts;
}
