/** `--dry-run`: a command reads and refuses as without it, and says what it would change instead of changing it. */
import { withoutWrites } from "../host/mod.ts";
import { editConfig, editedConfig, optionLabel, relativeInside } from "../repo/mod.ts";
import type { Context } from "./command.ts";

/**
 * One line for each thing that would be done, as the results of that command.
 *
 * @param steps verbs in front, such as "remove model.pkl"
 * @returns the exit code
 */
export function tellPlan(context: Context, steps: readonly string[]): number {
  if (context.verbosity === "quiet") return 0;
  for (const step of steps.length === 0 ? ["do nothing"] : steps) context.print(`would ${step}`);
  return 0;
}

/**
 * Does a command's work on a machine whose files stay as they are, in silence, and says what would have become of them.
 * For commands that start no program that changes anything: Git's index is left alone, whatever `core.autostage` says.
 *
 * @param work may add steps of its own, which are said in front
 * @throws {ExpError} whatever refuses the work itself
 */
export async function planWrites(
  context: Context,
  work: (planned: Context, step: (text: string) => void) => Promise<number> | number,
): Promise<number> {
  const own: string[] = [];
  const written = new Set<string>();
  const planned = plannedContext(context, (verb, path) => written.add(`${verb} ${stepPath(context, path)}`));
  const code = await work(planned, (text) => own.push(text));
  const steps = [...own, ...[...written].filter((step) => !step.includes(".dvc/tmp/"))];
  return code === 0 ? tellPlan(context, steps) : code;
}

/** The same machine, but that its files stay as they are, and without a word. */
export function plannedContext(context: Context, onStep: Parameters<typeof withoutWrites>[1] = () => {}): Context {
  const { host } = context;
  const env = { ...host.env.all(), EXP_CONFIG_CORE_AUTOSTAGE: "false" };
  const say = () => {};
  return {
    ...context,
    host: {
      ...withoutWrites(host, onStep),
      env: { get: (name) => Reflect.get(env, name), all: () => ({ ...env }) },
    },
    print: say,
    note: say,
    tell: say,
  };
}

/** An absolute path as steps have it. */
export function stepPath(context: Context, path: string): string {
  return relativeInside(context.cwd, path) ?? path;
}

type ConfigFile = Parameters<typeof editConfig>[1];
type Edits = Parameters<typeof editConfig>[2];

/** Edits a file of the configuration, or says how. @throws {ExpError} `config` */
export function changeConfig(context: Context, dryRun: boolean, file: ConfigFile, edits: Edits): void {
  if (!dryRun) return editConfig(context.host, file, edits);
  editedConfig(context.host, file, edits); // refuses what cannot be
  const steps = edits.flatMap((edit) => stepOf(edit, file) ?? []);
  if (steps.length > 0) tellPlan(context, steps.map((step) => `${step} in ${file.path}`));
}

/** Undefined for what is not there to be removed. */
function stepOf(edit: Edits[number], { sections }: ConfigFile): string | undefined {
  const { section } = edit;
  const label = (option: string) => optionLabel({ section, option });
  switch (edit.op) {
    case "set":
      return `set ${label(edit.key)} = ${edit.value}`;
    case "rename":
      return `rename the section ${section} to ${edit.newName}`;
    case "delete":
      if (edit.key === undefined) return sections.has(section) ? `remove the section ${section}` : undefined;
      return sections.get(section)?.has(edit.key) ? `remove ${label(edit.key)}` : undefined;
  }
}
