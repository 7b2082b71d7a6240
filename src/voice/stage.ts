import { signalNumber } from "../common/mod.ts";
import type { StageFaults } from "../stage/mod.ts";
import { noSuchFile } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

const TYPES: Readonly<Record<string, string>> = {
  dict: "a map",
  bool: "a truth value",
  int: "a number",
  float: "a number",
};

const URL_HASHES = { md5: "MD5", etag: "ETag", checksum: "ETag or Content-MD5" };

export const STAGE: Sayings<StageFaults> = {
  "within/run-instead": ({ stage }, { exp }) => `${exp}; ${stage} is run instead`,
  "interrupted/waiting-for-run": () => "interrupted while waiting for another run",
  "interrupted/stage": ({ stage }) => `stage '${stage}' was interrupted`,
  "interrupted/command": ({ line, stage }) => ({
    exp: `${line} was interrupted`,
    hint: "the same command goes on with this stage; what ran before it is kept",
    dvc: `stage '${stage}' was interrupted`,
  }),
  "stage-failed/command": ({ line, code, signal }) => ({
    exp: `${line} ${endedHow(code, signal)}`,
    dvc: `failed to run: ${line}, exited with ${signal === null ? code : -signalNumber(signal)}`,
  }),
  "stage-failed/no-shell": ({ shell }) => ({
    exp: `the shell ${shell} (from SHELL) does not exist`,
    dvc: noSuchFile(shell),
  }),
  "failed/not-confirmed": () => ({ exp: "it was not confirmed", dvc: "reproduction aborted by the user" }),
  "params-missing/file": ({ file }) => `params file '${file}' does not exist`,
  "params-missing/keys": ({ file, keys, isFileGone }) => ({
    exp: isFileGone
      ? `params file '${file}' does not exist (needed: ${keys.join(", ")})`
      : `params ${keys.map((key) => `'${key}'`).join(", ")} are missing from '${file}'`,
    dvc: `Parameters '${keys.join(", ")}' are missing from '${file}'.`,
  }),
  "invalid-file/params-no-map": ({ file }) => `${file} does not hold a map, so its params have no names`,
  "invalid-file/params-mixed-keys": ({ file }) => ({
    exp: `${file} mixes keys of different types, so they have no order`,
    hint: "quote the keys that are not text",
  }),
  "invalid-file/params-folder": ({ shown }) => `'${shown}' is a directory, expected a parameters file`,
  "invalid-file/command-type": ({ type }) => ({
    exp: `the command is ${TYPES[type] ?? "no text"}, not text`,
    hint: "a reference alone keeps its type; write it inside of a text: cmd: program ${options}",
    dvc: `'${type}' object has no attribute 'splitlines'`,
  }),
  "invalid-file/command-not-text": ({ stage }) => ({
    exp: `a command of stage '${stage}' is not text`,
    hint: "quote it in dvc.yaml",
  }),
  "invalid-file/no-wdir": ({ wdir, path }) => ({
    exp: `the folder ${wdir} (wdir) does not exist`,
    dvc: noSuchFile(path),
  }),
  "invalid-file/cannot-cache": ({ out, path }) => ({
    exp: `output ${out} is outside of the repository, so it cannot be cached`,
    hint: "set 'cache: false' for it, or write it inside",
    dvc: `Saving cached external output ${path} is not supported since DVC 3.0. ` +
      "See <https://dvc.org/doc/user-guide/upgrade> for more info.",
  }),
  "invalid-file/out-dvcignored": ({ out }) => ({
    exp: `output '${out}' is ignored by .dvcignore`,
    dvc: `Path '${out}' is ignored by .dvcignore`,
  }),
  "invalid-file/url-without-hash": ({ url, needed }) => ({
    exp: `${url} has no ${URL_HASHES[needed]}, so nobody can tell whether it has changed`,
    hint: "take it in with `exp import-url`, or out of the stage",
  }),
  "missing-data/source": ({ out }) => ({
    exp: `'${out}' does not exist`,
    hint: "get it with 'exp checkout' or 'exp pull'",
    dvc: `missing data 'source': ${out}`,
  }),
  "missing-data/dep": ({ dep }) => `dependency '${dep}' does not exist`,
  "missing-data/out": ({ out }) => ({
    exp: `output '${out}' does not exist`,
    hint: "the command has to write it; or take it out of dvc.yaml",
  }),
  "invalid-graph/holds-too-much": ({ out, path, stage, what, held }) => ({
    exp: `the output '${out}' of stage '${stage}' holds ${what}`,
    hint: "an output is removed before its stage runs: name the files or the folder that the stage itself makes",
    dvc: `stage: '${held}' is within an output '${path}' of another stage`,
  }),
  "invalid-graph/lies-within": ({ out, path, stage, folder }) => ({
    exp: `the output '${out}' of stage '${stage}' lies in ${folder}`,
    hint: `${folder} is not for outputs: write it beside the other files of the project`,
    dvc: `Path '${path}' is ignored by :${folder}${folder === ".dvc" ? "/" : ""}`,
  }),
};

function endedHow(code: number, signal: string | null): string {
  if (signal !== null) return `was ended by ${signal}`;
  if (code === 127) return "exited with 127 (command not found)";
  if (code === 126) return "exited with 126 (not executable)";
  return `exited with ${code}`;
}
