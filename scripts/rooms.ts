/** The rooms of src/, the packages below them, and who may import whom. */

const BASE = ["repo", "git", "formats", "host", "common"];
/** What a stage and the order of stages are made of. */
const PROJECT = ["pipeline", "stage", "data", "storage", ...BASE];

/** Whose faults are put into words. */
const ENGINE = [
  "checkpoints",
  "compare",
  "engines",
  "entries",
  "executors",
  "experiments",
  "hydra",
  "params",
  "plots",
  "queue",
  "records",
  "revisions",
  "search",
  "show",
  "sources",
  "tracking",
  "workspace",
  "pipeline",
  "stage",
  "data",
  "storage",
  "repo",
  "git",
  "formats",
  "hooks",
  "host",
];

/** Room → the rooms it may import, from the ground up. Files directly in src/ are rooms of their own. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // the packages
  values: [],
  formats: ["values"],
  hydra: ["formats", "values"],
  tpe: [],
  // the rooms of src/
  common: ["values"],
  host: ["common"],
  git: ["host", "common"],
  page: ["host", "common"],
  repo: ["git", "formats", "host", "common"],
  storage: BASE,
  data: ["storage", ...BASE],
  params: ["hydra", "formats", "host", "common"],
  stage: ["params", "data", "storage", ...BASE],
  pipeline: ["stage", "data", "storage", ...BASE],
  records: ["repo", "git", "host", "common"],
  entries: ["records", "params", "hydra", ...PROJECT],
  checkpoints: ["entries", "records", ...PROJECT],
  revisions: ["records", "params", ...PROJECT],
  experiments: ["checkpoints", "entries", "revisions", "records", ...PROJECT],
  workspace: ["revisions", "records", ...PROJECT],
  compare: ["workspace", "revisions", "records", ...PROJECT],
  hooks: PROJECT,
  sources: ["revisions", "records", ...PROJECT],
  plots: ["show", "revisions", "page", "params", ...PROJECT],
  tracking: ["entries", "records", "params", "hydra", ...PROJECT],
  executors: ["experiments", "checkpoints", "entries", "revisions", "records", ...PROJECT],
  show: ["revisions", "common"],
  ui: ["show", "host", "common"],
  report: ["page", "plots", "show", "revisions", "repo", "git", "host", "common"],
  engines: ["repo", "formats", "host", "common"],
  // a task's log holds the lines that a terminal would show
  queue: ["ui", "executors", "engines", "revisions", "entries", "records", ...BASE],
  search: [
    "queue",
    "executors",
    "entries",
    "revisions",
    "records",
    "params",
    "hydra",
    "tpe",
    ...PROJECT,
  ],
  top: ["queue", "ui", "show", "revisions", "records", "repo", "git", "host", "common"],
  voice: [...ENGINE, "common"],
  example: [],
};

/** Of these it sees types only, never what does its work. */
const SEES_TYPES_OF: Readonly<Record<string, readonly string[]>> = {
  show: ["revisions"],
  voice: ENGINE,
};
/** These may import every room but the ones named. */
const ABOVE_ALL: Readonly<Record<string, readonly string[]>> = {
  cli: ["main.ts", "mod.ts", "worker_main.ts"],
  "mod.ts": ["cli", "ui", "main.ts", "worker_main.ts"],
  "worker_main.ts": ["cli", "main.ts", "mod.ts"],
  "main.ts": ["mod.ts", "worker_main.ts"],
};

export function roomMayImport(from: string, to: string, typeOnly: boolean): boolean {
  const except = ABOVE_ALL[from];
  if (except !== undefined) return !except.includes(to);
  return MAY_IMPORT[from]?.includes(to) === true && (typeOnly || SEES_TYPES_OF[from]?.includes(to) !== true);
}

/** The rooms by floors, the ground last: each with the nearest that it may import. It stands in docs/architecture.md. */
export function drawing(): string {
  const rooms = Object.keys(MAY_IMPORT);
  const floorOf = (room: string): number => 1 + Math.max(-1, ...(MAY_IMPORT[room] ?? []).map(floorOf));
  const floors = Map.groupBy(rooms, floorOf);
  const isNear = (below: string, all: readonly string[]) => !all.some((other) => reaches(other, below));
  const lines = [...floors].sort(([a], [b]) => b - a).map(([floor, here]) =>
    here.map((room) => {
      const all = MAY_IMPORT[room] ?? [];
      const near = all.filter((below) => isNear(below, all));
      return `${String(floor).padStart(2)}  ${room.padEnd(12)}${near.length === 0 ? "" : `→ ${near.join(", ")}`}`
        .trimEnd();
    }).join("\n")
  );
  return lines.join("\n");
}

function reaches(from: string, to: string): boolean {
  return (MAY_IMPORT[from] ?? []).some((next) => next === to || reaches(next, to));
}
