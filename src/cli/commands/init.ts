import { PENGUINS } from "../../example/mod.ts";
import { commitFiles, initGit, openGitAt, stageFiles } from "../../git/mod.ts";
import {
  checkInit,
  editConfig,
  findGit,
  initRepo,
  joinPath,
  parentOf,
  readConfigFile,
  valueForConfig,
} from "../../repo/mod.ts";
import { initialized } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { tellPlan } from "../plan.ts";
import { askText, askWhether, canAsk } from "../prompt.ts";

export function run(context: Context, options: Options<"init">): number {
  const { fs } = context.host;
  const folder = joinPath(context.cwd, options.directory ?? "");
  const makesGit = makesGitOf(context, folder, options);
  checkPlace(context, folder, options, makesGit);
  if (options.dryRun) return tellPlan(context, planOf(folder, options, makesGit));
  if (options.example) return writeExample(context, folder, makesGit);
  const answers = answersOf(context, options, makesGit); // whoever leaves here leaves nothing
  fs.makeDir(folder);
  if (makesGit && answers.scm) initGit(context.host, folder);
  initRepo(context.host, { folder, subdir: options.subdir, noScm: !answers.scm, force: options.force });
  configure(context, folder, answers);
  context.tell(initialized(answers.scm));
  return 0;
}

/** What is asked on a terminal; each question has an option, and one that is given is not asked. */
interface Answers {
  readonly scm: boolean;
  readonly remote: string;
  readonly autostage: boolean;
}

function answersOf(context: Context, options: Options<"init">, makesGit: boolean): Answers {
  const asks = !options.yes && canAsk(context);
  const whether = (question: string, usual: boolean) => asks ? askWhether(context, question, usual) : usual;
  const scm = options.scm && (!makesGit || whether("There is no Git here: make a Git repository, too?", true));
  const remote = options.remote ??
    (asks ? askText(context, "Where is data sent to (a folder or a URL)?", "") : "");
  const autostage = options.autostage || (scm && whether("Put exp's own files into Git's index at once?", false));
  return { scm, remote, autostage };
}

function configure({ host, cwd }: Context, folder: string, { scm, remote, autostage }: Answers): void {
  if (remote === "" && !autostage) return;
  const file = readConfigFile(host, joinPath(folder, ".dvc"), "project");
  const section = 'remote "storage"';
  editConfig(host, file, [
    ...remote === "" ? [] : [
      { op: "set", section: "core", key: "remote", value: "storage" } as const,
      { op: "set", section, key: "url", value: valueForConfig(file, cwd, section, "url", remote) } as const,
    ],
    ...autostage ? [{ op: "set", section: "core", key: "autostage", value: "true" } as const] : [],
  ]);
  const git = scm ? findGit(host.fs, folder) : undefined;
  if (git !== undefined) stageFiles(openGitAt(host, git), [file.path]);
}

/** The example is one repository, from its top on. */
function makesGitOf({ host: { fs }, rules }: Context, folder: string, options: Options<"init">): boolean {
  const git = findGit(fs, folder);
  if (options.example) return git?.prefix !== "";
  return rules.initMakesGit && options.scm && git === undefined;
}

/** @throws {ExpError} what refuses to begin there, before anything is asked or made */
function checkPlace({ host }: Context, folder: string, options: Options<"init">, makesGit: boolean): void {
  const { scm, subdir, force, example } = options;
  const inTheWay = example && host.fs.stat(folder)?.kind === "dir"
    ? host.fs.list(folder).find((entry) => entry.name !== ".git")
    : undefined;
  if (inTheWay !== undefined) throw fault("exists/folder", { folder, holds: inTheWay.name });
  if (makesGit && ["HEAD", "objects", "refs"].every((name) => host.fs.exists(joinPath(folder, name)))) {
    throw fault("exists/bare-git", { folder });
  }
  checkInit(host, example ? { folder, makesGit } : { folder, subdir, noScm: !scm, force, makesGit });
}

function planOf(folder: string, options: Options<"init">, makesGit: boolean): string[] {
  return [
    ...makesGit ? [`make a Git repository in ${folder}`] : [],
    `make a DVC repository in ${folder}`,
    ...options.example ? ["write the penguins example and commit it"] : [],
    ...options.remote === undefined ? [] : [`make ${options.remote} the default remote`],
  ];
}

function writeExample(context: Context, folder: string, makesGit: boolean): number {
  const { fs } = context.host;
  fs.makeDir(folder);
  if (makesGit) initGit(context.host, folder);
  initRepo(context.host, { folder });
  for (const [file, text] of Object.entries(PENGUINS)) {
    const path = joinPath(folder, file);
    fs.makeDir(parentOf(path));
    fs.writeAtomic(path, text);
  }
  const paths = [".dvc", ".dvcignore", ...Object.keys(PENGUINS)];
  commitFiles(context.host, folder, paths, "Add the penguins example");
  if (context.verbosity === "quiet") return 0;
  context.print(`Wrote the penguins example to ${folder} and committed it.`);
  context.print("next: exp run" + (folder === context.cwd ? "" : `   (after: cd ${folder})`));
  return 0;
}
