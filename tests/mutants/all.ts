/** Every mutant. A promise that a test is found not to hold gets one. */
import { DATA } from "./data.ts";
import { DIALECT } from "./dialect.ts";
import { DURABLE } from "./durable.ts";
import { ENGINES } from "./engines.ts";
import type { Mutant } from "./mutant.ts";
import { QUEUE } from "./queue.ts";
import { REFS } from "./refs.ts";
import { RUNS } from "./runs.ts";
import { SEARCHES } from "./searches.ts";
import { STAGES } from "./stages.ts";
import { VIEWS } from "./views.ts";
import { WORDS } from "./words.ts";
import { WORKSPACE } from "./workspace.ts";

export const MUTANTS: readonly Mutant[] = [
  ...REFS,
  ...DURABLE,
  ...QUEUE,
  ...ENGINES,
  ...SEARCHES,
  ...STAGES,
  ...RUNS,
  ...DATA,
  ...WORKSPACE,
  ...WORDS,
  ...DIALECT,
  ...VIEWS,
];
