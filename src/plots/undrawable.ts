import type { FileError } from "../revisions/mod.ts";

/** Why a file or a plot has no points, with the name that DVC's clients are told; caught where plots are put together. */
export class Undrawable extends Error {
  constructor(readonly type: string, message: string) {
    super(message);
  }

  get facts(): FileError {
    return { type: this.type, msg: this.message };
  }
}
