/** `sbatch`: what it takes, and with which words it refuses. */
import { type Answer, type Call, refused, said } from "./call.ts";
import { parseArray } from "./array_spec.ts";
import type { Controller } from "./controller.ts";
import type { Submission } from "./job.ts";
import { fromVariables, parseDirectives, parseWords } from "./options.ts";
import { parseLimit } from "./times.ts";

export interface SiteRules {
  readonly clusterName: string;
  readonly partitions: readonly string[];
  /** undefined: accounts are not looked at */
  readonly accounts: readonly string[] | undefined;
  readonly gres: readonly string[];
}

export function sbatch(controller: Controller, site: SiteRules, call: Call): Answer {
  const line = parseWords(call.words);
  if (typeof line === "string") return unknownOption(line);
  const [script, ...words] = line.rest;
  const text = readScript(call.cwd, script, line.options["wrap"]);
  if (text === undefined) return refused(`sbatch: error: Unable to open file ${script}`);
  const directives = parseDirectives(text);
  if (typeof directives === "string") return unknownOption(directives);
  const options = { ...directives, ...fromVariables(call.env), ...line.options };
  const submission = toSubmission(call, script ?? "wrap", text, words, options, controller.size.maxArraySize);
  const refusal = refusalOf(site, options, submission);
  if (refusal !== undefined || submission === undefined) return refusal ?? failed("Invalid job array specification");
  const id = controller.submit(submission);
  return said(`${"parsable" in options ? "" : "Submitted batch job "}${id}\n`);
}

function unknownOption(option: string): Answer {
  return refused(`sbatch: unrecognized option '${option}'\nTry "sbatch --help" for more information`, 255);
}

function failed(why: string): Answer {
  return refused(`sbatch: error: Batch job submission failed: ${why}`);
}

function readScript(cwd: string, script: string | undefined, wrap: string | undefined): string | undefined {
  if (wrap !== undefined) return `#!/bin/sh\n${wrap}\n`;
  try {
    return Deno.readTextFileSync(script!.startsWith("/") ? script! : `${cwd}/${script}`);
  } catch {
    return undefined;
  }
}

/** @returns undefined when there is no such array */
function toSubmission(
  call: Call,
  script: string,
  text: string,
  words: readonly string[],
  options: Readonly<Record<string, string>>,
  maxArraySize: number,
): Submission | undefined {
  const array = options["array"] === undefined ? undefined : parseArray(options["array"], maxArraySize);
  if (options["array"] !== undefined && array === undefined) return undefined;
  const limit = parseLimit(options["time"] ?? "UNLIMITED");
  return {
    name: options["job-name"] ?? script.slice(script.lastIndexOf("/") + 1),
    script,
    text,
    arguments: words,
    cwd: options["chdir"] ?? call.cwd,
    env: options["export"] === "NONE" || options["export"] === "NIL" ? {} : call.env,
    options,
    array,
    limitSeconds: typeof limit === "number" ? limit : undefined,
    warning: parseWarning(options["signal"]),
    requeue: !("no-requeue" in options),
    partition: options["partition"] ?? "main",
  };
}

/** `B:USR1@90` */
function parseWarning(text: string | undefined): Submission["warning"] {
  const [, script, signal, seconds = "60"] = /^(?:[RB]*(B)[RB]*:)?(?:SIG)?(\w+)(?:@(\d+))?$/.exec(text ?? "") ?? [];
  return signal === undefined ? undefined : { signal, seconds: Number(seconds), toScriptOnly: script !== undefined };
}

function refusalOf(
  site: SiteRules,
  options: Readonly<Record<string, string>>,
  submission: Submission | undefined,
): Answer | undefined {
  const { time, mem, gres, account, partition } = options;
  if (time !== undefined && parseLimit(time) === undefined) {
    return refused("sbatch: error: Invalid --time specification", 255);
  }
  if (mem !== undefined && !/^\d+[KMGT]?B?$/i.test(mem)) {
    return refused("sbatch: error: Invalid --mem specification", 255);
  }
  if (partition !== undefined && !site.partitions.includes(partition)) {
    const why = failed("Invalid partition name specified");
    return { ...why, err: `sbatch: error: invalid partition specified: ${partition}\n${why.err}` };
  }
  if (gres !== undefined && !gres.split(",").every((one) => site.gres.includes(one.split(":")[0]!))) {
    return refused("sbatch: error: Invalid generic resource (gres) specification");
  }
  if (submission === undefined) return undefined;
  if (site.accounts !== undefined && !site.accounts.includes(account ?? "")) {
    return failed("Invalid account or account/partition combination specified");
  }
  return undefined;
}
