/** Where DVC decides otherwise: each line of the table is some command's behaviour. */
import { DVC_RULES, EXP_RULES, type Rules } from "../../src/common/rules.ts";
import type { Mutant } from "./mutant.ts";

const SET_PARAMS = "tests/params/set_params_test.ts";
const APPLY_TEST = "tests/params/apply_test.ts";
const EXPERIMENTS = "tests/experiments/apply_test.ts";
const COMMANDS = "tests/cli/rules_test.ts";
const PIPELINE = "tests/pipeline/rules_test.ts";

/** `exp dvc` by the rule of `exp`. */
function turned(rule: keyof Rules, breaks: string, ...seenBy: readonly string[]): Mutant {
  const [exp, dvc] = [JSON.stringify(EXP_RULES[rule]), JSON.stringify(DVC_RULES[rule])];
  const text = `${rule}: { exp: ${exp}, dvc: ${dvc} },`;
  return {
    name: `rules/${rule}`,
    file: "src/common/rules.ts",
    text,
    instead: `${rule}: { exp: ${exp}, dvc: ${exp} },`,
    breaks,
    seenBy,
  };
}

export const DIALECT: readonly Mutant[] = [
  turned(
    "oneTextManyOverrides",
    "to DVC -S 'a=1,b=2' is one override, which is wrong",
    "tests/entries/prepare_test.ts",
  ),
  turned("addsParams", "to DVC a parameter is added with + only", SET_PARAMS),
  turned("splitsAliases", "to DVC aliases are one mapping", APPLY_TEST),
  turned("addsPythonNames", "DVC adds no name to a Python file", SET_PARAMS),
  turned("dryRun", "DVC's dry run lists commands", PIPELINE),
  turned("checkpoints", "DVC 2's checkpoints", "golden experiments checkpoints/"),
  turned("savesNewLockFiles", "DVC's save leaves out a new dvc.lock", EXPERIMENTS),
  turned("includesMustExist", "DVC's save passes over a missing path", EXPERIMENTS),
  turned("applyKeepsChanges", "DVC's apply puts changes into its stash", EXPERIMENTS),
  turned("outputsMayBeUnmade", "DVC's apply fails without an output", EXPERIMENTS),
  turned("freezesOneLine", "DVC's freeze writes the stage anew", PIPELINE),
  turned("replacesDesc", "DVC keeps a replaced stage's description", PIPELINE),
  turned(
    "comparesAllParams",
    "DVC's params diff leaves some out",
    "tests/scenarios/odd_params_test.ts: what DVC does not see",
  ),
  turned(
    "missingIsNull",
    "to DVC what is not there is null",
    "tests/scenarios/odd_params_test.ts: what DVC does not see",
  ),
  turned("outputsHaveDeps", "to DVC an output stands for itself", COMMANDS),
  turned("reproTakesOutputs", "DVC's repro knows names alone", COMMANDS),
  turned("tellsUnrecorded", "DVC moves data without a word of what is not recorded", COMMANDS),
  turned("fetchNeedsRemote", "DVC fetches nothing without a remote", COMMANDS),
  turned("fetchesPartsOfFolders", "to DVC a folder fails as a whole", COMMANDS),
  turned("countsFetchedRuns", "DVC counts no fetched runs", COMMANDS),
  turned("lostDataFails", "to DVC lost data is a warning", COMMANDS),
  turned("comparesNothing", "to DVC there is no difference without a commit", COMMANDS),
  turned("comparesUnfinished", "DVC does not know the workspace by name", COMMANDS),
  turned("gcKeepsExperiments", "DVC's gc -w drops what experiments need", COMMANDS),
  turned("asksFirst", "DVC removes without asking", COMMANDS),
  turned("removeCanBeUndone", "what DVC removes is gone", COMMANDS),
  turned("refusesIdleOptions", "DVC takes any number", COMMANDS),
  turned("listsIdsOfRemotes", "DVC lists no ids of remotes", COMMANDS),
  turned("killNeedsNames", "DVC kills nothing without a word", COMMANDS),
  turned("filtersJson", "DVC's JSON is all there is", COMMANDS),
  turned("asksForImports", "DVC asks where imports come from", COMMANDS),
];
