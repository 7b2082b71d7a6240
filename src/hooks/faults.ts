import { faultsOf } from "../common/mod.ts";

export interface HooksFaults {
  /** `line`: what the hook would have to call. */
  "exists/git-hook": { hook: string; path: string; line: string };
  /** Hooks of all repositories lie in one folder. */
  "config/shared-hooks": { folder: string; lines: readonly string[] };
  /** `why` is in DVC's words. */
  "conflict/merge": { path: string; why: string };
}

export const fault = faultsOf<HooksFaults>();
