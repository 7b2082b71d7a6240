/**
 * Tells a signal that came to the whole process group, as a terminal's Ctrl-C does, from one that was sent to this process
 * alone: a process that waits in the same group dies of the first only.
 */
export interface GroupWitness extends Disposable {
  /** Resolves when the witness is dead. */
  readonly died: Promise<void>;
}

/** It goes when this process does, however that ends: its input ends then. */
export function startGroupWitness(): GroupWitness {
  const args = ["-c", "exec cat"]; // a shell waits for its own commands before it dies
  const witness = new Deno.Command("sh", { args, stdin: "piped", stdout: "null", stderr: "null" }).spawn();
  witness.unref();
  return {
    died: witness.status.then(() => {}),
    [Symbol.dispose]() {
      try {
        witness.kill("SIGKILL");
      } catch {
        // it is dead
      }
    },
  };
}
