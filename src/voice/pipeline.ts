import { joinNames } from "../common/mod.ts";
import type { PipelineFaults } from "../pipeline/mod.ts";
import { didYouMean } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

const WDIR = {
  outside: { exp: "is outside of the repository", dvc: "is outside of DVC repo" },
  missing: { exp: "does not exist", dvc: "does not exist" },
  "no-folder": { exp: "is no folder", dvc: "is not directory" },
};
const ROLES = { dependency: "a dependency", output: "an output" };
const KEEP_OURS_OR_THEIRS = (file: string) =>
  `keep either side ('git checkout --ours -- ${file}' or '--theirs'), then run 'exp repro': it rewrites what is not true`;

export const PIPELINE: Sayings<PipelineFaults> = {
  "not-found/stage": ({ name, file, nearest }) => ({
    exp: `stage '${name}' is not in ${file}`,
    hint: didYouMean(nearest),
    dvc: `Stage '${name}' not found inside '${file}' file`,
  }),
  "not-found/no-match": ({ pattern, file }) => `no stage in ${file} matches '${pattern}'`,
  "not-found/pipeline-file": ({ shown, path, folder, above }) => ({
    exp: `${shown} does not exist`,
    hint: above !== undefined
      ? `there is one above: run it in ${above}, or use --all-pipelines`
      : path.endsWith(".yaml")
      ? `there is no pipeline in ${folder}: 'exp stage add' makes one`
      : undefined,
    dvc: `'${path}' does not exist`,
  }),
  "not-found/stage-or-output": ({ target, nearest }, missing) => ({
    exp: `there is no stage or output '${target}'`,
    hint: missing?.hint ?? (nearest === undefined ? undefined : `did you mean the output '${nearest}'?`),
    dvc: `'${target}' does not exist as an output or a stage name in 'dvc.yaml': ${missing?.dvc}`,
  }),
  "within/no-pipeline": () => ({ dvc: "'dvc.yaml' does not exist" }),
  "invalid-target/no-pipeline-file": ({ shown, name }) => ({
    exp: `${shown} is no pipeline file`,
    hint: "pipelines are in files called dvc.yaml",
    dvc: `bad DVC file name '${shown}'. DVC files should be named 'dvc.yaml' or have a '.dvc' suffix ` +
      `(e.g. '${name}.dvc').`,
  }),
  "invalid-target/lock-file": ({ target }) => ({
    exp: `${target} is no pipeline file`,
    hint: didYouMean(`${target.slice(0, -4)}yaml`),
  }),
  "invalid-target/file-of-stages": ({ target }) => ({
    exp: `'${target}' is a file, not a stage`,
    dvc: `Stage name not provided.Please specify the name as: \`${target}:stage_name\``,
  }),
  "invalid-target/group": ({ target, name }) => ({
    exp: `'${target}' is a group of stages, so it cannot be edited as one`,
    hint: "edit dvc.yaml instead",
    dvc: `Stage '${name}' not found inside 'dvc.yaml' file`,
  }),
  "not-found/output-to-draw": ({ target }) => ({
    exp: `no stage has an output '${target}'`,
    hint: "plots at the top level of dvc.yaml are changed there",
    dvc: `Unable to find DVC file with output '${target}'`,
    dvcExit: 255,
  }),
  "invalid-target/data-to-draw": ({ target, file }) => ({
    exp: `'${target}' is data of ${file}, and no stage's output`,
    hint: "name it under 'plots:' in dvc.yaml",
  }),
  "invalid-target/no-plot": ({ target }) => ({
    exp: `'${target}' is no plot yet`,
    hint: "leave out --unset",
    dvc: `'${target}' is not a known plot. Use \`dvc plots modify\` to turn it into one.`,
    dvcExit: 255,
  }),
  "usage/no-display-property": ({ target, missing }) => ({
    exp: `the plot '${target}' has no ${missing.join(", ")} to unset`,
    dvc: `display properties [${missing.map((name) => `'${name}'`).join(", ")}] not found in plot '${target}'`,
    dvcExit: 255,
  }),
  "invalid-target/from-template": ({ target, shown, verb }) => ({
    exp: `'${target}' is made from a template, so it cannot be edited alone`,
    hint: "edit dvc.yaml instead",
    dvc: `cannot ${verb} a parametrized stage: '${shown}'`,
  }),
  "invalid-target/tracked-data": ({ target, file }, cause) => ({
    exp: `'${target}' is tracked data, not a stage`,
    hint: didYouMean(file),
    dvc: `'${target}' is not a .dvc file. Do you mean '${file}'?: ${cause?.dvc}`,
  }),
  "invalid-file/dvcignored": ({ file, path }) => ({
    exp: `${file} is ignored by .dvcignore`,
    dvc: `'${path}' is dvc-ignored`,
  }),
  "invalid-file/git-ignored": ({ file, shown, path, isLock }) => ({
    exp: `${file} is ignored by Git`,
    hint: "take the pattern out of .gitignore: a pipeline that Git does not keep cannot be reproduced",
    dvc: isLock ? `'${path}' is git-ignored.` : `bad DVC file name '${shown}' is git-ignored.`,
  }),
  "within/pipeline-file": ({ file }, { exp }) => ({ dvc: `'./${file}' is invalid. ${exp}` }),
  "invalid-file/conflict-markers": ({ file, line }) => ({
    exp: `${file}:${line}: merge conflict markers`,
    hint: file.endsWith(".lock") ? KEEP_OURS_OR_THEIRS(file) : "edit the file to resolve the conflict",
    dvc: `'./${file}' is invalid (possible merge conflicts). ${file}:${line}: merge conflict markers`,
  }),
  "invalid-file/schema": ({ file, line, column, problem, hint, path, count, isDvcCrash }) => {
    const where = line === undefined ? file : `${file}:${line}:${column}`;
    const what = `${where}: ${problem}${path.length > 0 ? ` (at ${path.join(" -> ")})` : ""}`;
    return {
      exp: `${what}${count > 1 ? `, and ${count - 1} more` : ""}`,
      hint,
      dvc: `'./${file}' validation failed${count > 1 ? `: ${count} errors` : ""}. ${what}`,
      isDvcCrash,
    };
  },
  "invalid-file/not-text": ({ stage, key, file }) => ({
    exp: `'stages.${stage}.${key}' in '${file}' is not text`,
    isDvcCrash: true,
  }),
  "invalid-file/template": ({ where, file, what }) => `failed to parse '${where}' in '${file}': ${what}`,
  "invalid-file/not-iterable": ({ where, file, type }) =>
    `failed to resolve '${where}' in '${file}': expected list/dictionary, got ${type}`,
  "invalid-file/reserved-key": ({ stage, file, key, varsFile }) =>
    `failed to parse stage '${stage}' in '${file}': attempted to modify reserved key ${key}${
      varsFile === undefined ? "" : ` in '${varsFile}'`
    }`,
  "invalid-file/matrix-without-axes": ({ stage, file }) => ({
    exp: `'stages.${stage}.matrix' in '${file}' has no axes`,
    isDvcCrash: true,
  }),
  "invalid-file/too-many-stages": ({ stage, file, count, most }) =>
    `'stages.${stage}' in '${file}' stands for ${count.toLocaleString("en")} stages; ` +
    `a file may generate ${most.toLocaleString("en")}`,
  "invalid-file/output-ignored": ({ out, path, stage, file, line, pattern }) => ({
    exp: `output '${out}' of stage '${stage}' is ignored by ${file}:${line} (${pattern})`,
    dvc: `Path '${path}' is ignored by ${file}:${line}:${pattern}`,
  }),
  "invalid-file/wdir": ({ shown, path, what }) => ({
    exp: `the folder '${shown}' (wdir) ${WDIR[what].exp}`,
    dvc: `stage working dir '${path}' ${WDIR[what].dvc}`,
  }),
  "invalid-file/cached-outside": ({ outs }) => ({
    exp: `outside of the repository, so not to be cached: ${outs.join(", ")}`,
    hint: "write it inside, or use --outs-no-cache",
    dvc: `Cached output(s) outside of DVC project: ${outs.join(", ")}. See ` +
      "<https://dvc.org/doc/user-guide/pipelines/external-dependencies-and-outputs> for more info.",
  }),
  "invalid-file/known-outside": ({ out, stage }) => ({
    exp: `output ${out} of stage '${stage}' is outside of the repository`,
    hint: "set 'cache: false' for it, or write it inside",
    isDvcCrash: true,
  }),
  "not-found/no-dataset": ({ name, nearest }) => ({
    exp: `there is no data set ${name}`,
    hint: didYouMean(nearest),
    dvc: `dataset not found: '${name}'`,
    dvcExit: 1,
  }),
  "missing-data/dataset": ({ name, isStale }) => ({
    exp: isStale
      ? `the data set ${name} is another one now than dvc.lock says`
      : `dvc.lock does not know the data set ${name}`,
    hint: `look at it: exp dataset update ${name}`,
    dvc: isStale
      ? `Dataset information is not in sync. Run 'dvc ds update ${name}' to sync.`
      : "Dataset information missing from dvc.lock file",
  }),
  "missing-data/url": ({ url }) => ({
    exp: `${url} is not there, and no stage makes it`,
    dvc: `dependency '${url}' does not exist`,
  }),
  "invalid-name/stage": ({ name }) => ({
    exp: `'${name}' cannot be the name of a stage`,
    hint: "use letters, digits, '-', '_' and blanks",
    dvc: "Stage name cannot contain punctuation characters.",
  }),
  "exists/stage": ({ name, file }) => ({
    exp: `stage '${name}' is already in ${file}`,
    hint: "use --force to replace it, or another name",
    dvc: `Stage '${name}' already exists in '${file}'. Use '--force' to overwrite.`,
  }),
  "usage/empty-path": () => ({ exp: "an empty path is no dependency or output", dvcExit: 255 }),
  "config/remote-of-output": ({ remote, written }) => ({
    exp: `there is no remote "${remote}", so no ${written}`,
    dvc: `configuration error - config file error: remote '${remote}' doesn't exist`,
  }),
  "invalid-graph/pipeline-file": ({ written, role, stage }) => ({
    exp: `${written} is a pipeline file, so it cannot be ${ROLES[role]} of stage '${stage}'`,
    dvc: `DVC file '${written}' cannot be ${ROLES[role]}.`,
  }),
  "invalid-graph/dep-and-out": ({ written, path, stage }) => ({
    exp: `'${written}' is both a dependency and an output of stage '${stage}'`,
    dvc: `'${path}' is specified as an output and as a dependency.`,
  }),
  "invalid-graph/named-twice": ({ written, path, stage }) => ({
    exp: `'${written}' is named twice in stage '${stage}'`,
    dvc: `file '${path}' is specified more than once.`,
  }),
  "invalid-graph/taken": ({ shown, owner }) => ({
    exp: `'${shown}' is an output of '${owner}' already`,
    hint: `exp remove ${owner}, or choose another output`,
    dvc: alreadySpecified(shown, owner),
  }),
  "invalid-graph/out-twice": ({ shown, stage, file }) => ({
    exp: `stage '${stage}' in ${file} has the output '${shown}' twice`,
    dvc: alreadySpecified(shown, stage),
  }),
  "invalid-graph/many-owners": ({ shown, owners }) => ({
    exp: `the output '${shown}' belongs to more than one stage: ${owners.join(", ")}`,
    hint: "remove it from all stages but one",
    dvc: `output '${shown}' is specified in:\n${owners.map((each) => `\t- ${each}\n`).join("")}` +
      "Use `dvc remove` with any of the above targets to stop tracking the overlapping output.",
  }),
  "invalid-graph/overlap": ({ outer, inner }) => ({
    exp: `the output '${inner.path}' of stage '${inner.stage}' is inside '${outer.path}' of stage '${outer.stage}'`,
    hint: "outputs must be apart: track the folder, or the files in it one by one",
    dvc: `The output paths:\n'${outer.path}'('${outer.stage}')\n'${inner.path}'('${inner.stage}')\n` +
      "overlap and are thus in the same tracked directory.\n" +
      "To keep reproducibility, outputs should be in separate tracked directories or tracked individually.",
  }),
  "invalid-graph/reads-own-output": ({ stage, written }) => ({
    exp: `stage '${stage}' reads its own output '${written}'`,
    dvc: `Same item(s) are defined as both a dependency and an output in stage: ${stage}.`,
  }),
  "invalid-graph/cycle": ({ stages }) => ({
    exp: `stages depend on each other in a circle: ${[...stages, stages[0]].join(" -> ")}`,
    dvc: `Same item(s) are defined as both a dependency and an output in stages: ${stages.join(", ")}.`,
  }),
  // `dvc status` ends so for a project that cannot be read
  "within/status": (_, { isDvcCrash }) => ({ dvcExit: isDvcCrash ? 255 : 1 }),
  "within/stage": ({ stage }, { exp, dvc, kind, fault }) => ({
    exp: `stage '${stage}': ${exp}`,
    dvc: fault === "failed/not-confirmed" ? dvc : `failed to reproduce '${stage}': ${dvc}`,
    ...(kind === "config" ? { dvcExit: 255 } : {}),
  }),
  "within/repro": ({ failed, isTold }, { exp, dvc }) => ({
    exp: failed.length > 1 ? `${exp}; ${failed.length - 1} more failed: ${failed.slice(1).join(", ")}` : exp,
    dvc: isTold
      ? `failed to reproduce${failed.length > 1 ? " stages:" : ""} ${joinNames(failed.map((name) => `'${name}'`))}`
      : dvc,
  }),
  "within/not-pulled": (_, { exp }) => `nothing is pulled: ${exp}`,
  "interrupted/run": (_, cause) =>
    cause === undefined ? "interrupted" : { exp: cause.exp, hint: cause.hint, dvc: cause.dvc },
};

function alreadySpecified(shown: string, owner: string): string {
  return `output '${shown}' is already specified in stage: '${owner}'.\n` +
    `Use \`dvc remove ${owner}\` to stop tracking the overlapping output.`;
}
