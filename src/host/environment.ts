export interface Environment {
  get(name: string): string | undefined;
  /** A copy of all of it. */
  all(): Record<string, string>;
}
