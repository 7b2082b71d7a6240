/** A function that refuses its arguments. */
export class FunctionFailure extends Error {
  constructor(
    /** Python's exception class and message, as Hydra reports the cause. */
    readonly causeClass: string,
    readonly causeLine: string,
    /** For people; default: Python's message. */
    reason: string = causeLine,
  ) {
    super(reason);
  }
}
