/** One line of the engine made wrong, and the tests that must see it. */
export interface Mutant {
  /** `room/what is wrong`, unique. */
  readonly name: string;
  /** Where the text is; when it has moved, the one other file of src that has it. */
  readonly file: string;
  /** Stands exactly once in the file: short, and of what is meant to last. */
  readonly text: string;
  readonly instead: string;
  /** What is promised and broken by it. */
  readonly breaks: string;
  /**
   * One of them must fail: a test file, `FILE: part of a test's name`, or `golden SUITE part of a case's name`. In the
   * order in which they are tried.
   */
  readonly seenBy: readonly string[];
}
