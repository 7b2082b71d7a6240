/** What jobs ask engines for, and what stages make of warnings. */
import type { Mutant } from "./mutant.ts";

const OPTIONS = "tests/engines/job_options_test.ts";
const LIST = "tests/engines/option_list_test.ts";
const CHOICE = "tests/engines/choose_options_test.ts";
const STAGES = "tests/engines/stage_wishes_test.ts";
const METAS = "tests/revisions/stage_metas_test.ts";
const LINE = "tests/cli/engine_options_test.ts";

export const ENGINES: readonly Mutant[] = [
  {
    name: "engines/an alternative of an earlier place stays",
    file: "src/engines/job_options.ts",
    text: "layer.set(other, null);",
    instead: "",
    breaks: "mem-per-cpu takes the place of mem",
    seenBy: [OPTIONS],
  },
  {
    name: "engines/what the script sets itself is passed on",
    file: "src/engines/job_options.ts",
    text: "if (instead !== undefined)",
    instead: "if (false)",
    breaks: "a reserved option is refused",
    seenBy: [OPTIONS],
  },
  {
    name: "engines/a flag that is taken back is said",
    file: "src/engines/job_options.ts",
    text: "value === null ? [] : [[key, value] as const]",
    instead: '[[key, value ?? ""] as const]',
    breaks: "mem= takes mem back",
    seenBy: [OPTIONS],
  },
  {
    name: "engines/a comma in brackets parts options",
    file: "src/engines/option_list.ts",
    text: 'char === "," && depth === 0',
    instead: 'char === ","',
    breaks: "nodelist=n[1,3] is one option",
    seenBy: [LIST],
  },
  {
    name: "engines/a line break in a value",
    file: "src/engines/option_list.ts",
    text: "KEY.test(key) && !CONTROL.test(value)",
    instead: "KEY.test(key)",
    breaks: "no value ends its line of the job script",
    seenBy: [LIST],
  },
  {
    name: "engines/the profile wins over the stage",
    file: "src/engines/choose_options.ts",
    text: "fromFile(profile), stages.options, overruling",
    instead: "stages.options, fromFile(profile), overruling",
    breaks: "stages win over profiles",
    seenBy: [CHOICE],
  },
  {
    name: "engines/the task wins over the command line",
    file: "src/engines/choose_options.ts",
    text: "said.head.profile ?? said.task.profile",
    instead: "said.task.profile ?? said.head.profile",
    breaks: "the profile that is named last is the one",
    seenBy: [CHOICE],
  },
  {
    name: "engines/a contradiction of gres and needs",
    file: "src/engines/needs.ts",
    text: "asked !== undefined && asked !== count",
    instead: "false",
    breaks: "needs and options mean the same number",
    seenBy: [CHOICE],
  },
  {
    name: "engines/the last stage's word counts",
    file: "src/engines/stage_wishes.ts",
    text: "said !== undefined && said.value !== value",
    instead: "false",
    breaks: "stages that contradict each other are refused",
    seenBy: [STAGES],
  },
  {
    name: "engines/a stage that the task overrules contradicts",
    file: "src/engines/stage_wishes.ts",
    text: "if (Object.hasOwn(overruling.options, key)) continue;",
    instead: "",
    breaks: "of what is said for the whole task no stage is asked",
    seenBy: [STAGES],
  },
  {
    name: "engines/points with other values share their metas",
    file: "src/revisions/stage_metas.ts",
    text: "texts.some(isTemplated)\n      ? root",
    instead: 'texts.some(isTemplated)\n      ? ""',
    breaks: "values of templates are each commit's own",
    seenBy: [METAS],
  },
  {
    name: "engines/an account of digits loses its zeros",
    file: "src/revisions/written_meta.ts",
    text: "word === undefined || word === pyStr(value) ? value : word",
    instead: "value",
    breaks: "an account 007 stays one",
    seenBy: [METAS],
  },
  {
    name: "engines/options of an engine without one",
    file: "src/cli/engine_options.ts",
    text: "if (idle !== undefined)",
    instead: "if (false)",
    breaks: "idle options are refused",
    seenBy: [LINE],
  },
  {
    name: "engines/a folder for checkouts in the project",
    file: "src/cli/engine_options.ts",
    text: "!SCRATCH.test(scratch)",
    instead: "false",
    breaks: "a folder for checkouts is absolute",
    seenBy: [LINE],
  },
  {
    name: "engines/a warning ends who does not know it",
    file: "src/host/signals.ts",
    text: "[ $((0x\\${value#????????????} & $3)) = 0 ]",
    instead: "[ 1 = 0 ]",
    breaks: "a warning ends nobody",
    seenBy: ["tests/host/warn_test.ts"],
  },
];
