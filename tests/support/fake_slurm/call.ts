/** One call of one of Slurm's programs, and its answer. */
export interface Call {
  readonly program: string;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

export function said(out: string): Answer {
  return { out, err: "", code: 0 };
}

export function refused(err: string, code = 1): Answer {
  return { out: "", err: err + "\n", code };
}
