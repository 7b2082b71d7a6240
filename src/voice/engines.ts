import type { EngineFaults } from "../engines/mod.ts";
import { didYouMean } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

/** What is wrong with a list of options, and how it is meant. */
const WRONG_LIST = {
  key: ["needs options such as partition=gpu", "name=value, name= to take one back, or a bare name for a flag"],
  quote: ["has quotes that do not end where the value does", 'around the whole value: nodelist="n1,n2"'],
  bracket: ["has a bracket that does not end", 'or in quotes: constraint="["'],
  control: ["has a line break or another control character", undefined],
  spaces: ["has options parted by spaces", "commas part them: partition=gpu,mem=16G"],
} as const;

export const ENGINES: Sayings<EngineFaults> = {
  "usage/option-list": ({ option, text, wrong }) => {
    const [what, hint] = WRONG_LIST[wrong];
    return { exp: `${option} ${what}: '${text}'`, hint };
  },
  "usage/reserved-option": ({ key, where, instead }) => ({
    exp: `${where}: '${key}' is set by the job script itself`,
    hint: instead,
  }),
  "usage/option-alternatives": ({ a, b, where }) => ({
    exp: `${where}: '${a}' and '${b}' say the same thing`,
    hint: "leave one of them out",
  }),
  "invalid-file/job-options": ({ where, type }) => ({
    exp: `${where}: options of a job are a mapping, not ${type}`,
    hint: "for example {partition: gpu, mem: 16G}",
  }),
  "invalid-file/job-option": ({ where, key }) => `${where}: no job can have this as its '${key}'`,
  "invalid-file/meta-key": ({ where, key, nearest }) => ({
    exp: `${where}: 'meta.exp' has no '${key}'`,
    hint: didYouMean(nearest) ?? "it has needs and profile",
  }),
  "conflict/stages-disagree": ({ key, stages }) => ({
    exp: `one job runs these stages, but they ask for another '${key}': ${
      stages.map(({ stage, where, value }) => `${stage} (${where}) for ${value ?? "none"}`).join(", ")
    }`,
    hint: `ask for the same in both, or say it for the task: --slurm ${key}=…`,
  }),
  "conflict/needs": ({ name, count, option }) => ({
    exp: `${name}=${count} is needed, but ${option} asks for another number`,
    hint: "leave one of them out",
  }),
  "not-found/job-profile": ({ profile, engine, nearest }) => ({
    exp: `'${profile}' is no profile of ${engine}`,
    hint: didYouMean(nearest) ?? `profiles are kept in .dvc/engines/${engine}.yaml`,
  }),
  "not-found/engine": ({ name, nearest, known }) => ({
    exp: `there is no engine '${name}'`,
    hint: didYouMean(nearest) ?? `there are ${known.join(", ")}; others are described by .dvc/engines/NAME.yaml`,
  }),
  "not-found/engine-file": ({ path }) => `there is no engine file ${path}`,
  "not-found/engine-program": ({ engine, says }) => ({
    exp: `${engine} is not to be found on this machine: ${inOneLine(says)}`,
    hint: "work where jobs are submitted from (a login node), or load its module first",
  }),
  "usage/refused": ({ engine, options, says }) => ({
    exp: options.length === 0
      ? `${engine} refuses the job: ${inOneLine(says)}`
      : `${engine} refuses the job because of ${options.map(given).join(" or ")}: ${inOneLine(says)}`,
  }),
  "busy/engine-full": ({ engine, says }) => `${engine} takes no more jobs for now: ${inOneLine(says)}`,
  "io/no-answer": ({ engine, doing, says }) => `${engine} does not answer (${doing}): ${inOneLine(says)}`,
  "invalid-file/engine-key": ({ file, line, key, nearest }) => ({
    exp: `${file}:${line}: there is no key '${key}' in an engine file`,
    hint: didYouMean(nearest),
  }),
  "invalid-file/engine-value": ({ file, line, key, wanted }) => `${file}:${line}: '${key}' must be ${wanted}`,
  "invalid-file/engine-word": ({ file, line, key, word, words }) => ({
    exp: `${file}:${line}: '${key}' has no word {${word}}`,
    hint: words.length === 0
      ? `it has none; with blanks inside, "{ ${word} }", it is the shell's`
      : `there are ${braced(words)}`,
  }),
  "invalid-file/engine-lacks": ({ file, key }) => ({
    exp: `${file} does not say '${key}'`,
    hint: "`extends: slurm` takes what a file does not say from another",
  }),
  "invalid-file/engine-circle": ({ file, engine }) => `${file} extends '${engine}', which extends it`,
  "within/engine-file": ({ file }, cause) => ({ exp: `${file}: ${cause?.exp ?? ""}` }),
};

function given({ key, value }: { readonly key: string; readonly value: string }): string {
  return value === "" ? `'${key}'` : `'${key}=${value}'`;
}

function braced(words: readonly string[]): string {
  return words.map((word) => `{${word}}`).join(", ");
}

function inOneLine(says: string): string {
  return says.split("\n").map((line) => line.trim()).join("; ");
}
