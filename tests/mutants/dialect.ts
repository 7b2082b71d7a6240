/** Where DVC decides otherwise: each line of the table is some command's behaviour. */
import type { Mutant } from "./mutant.ts";

const SET_PARAMS = "tests/params/set_params_test.ts";
const APPLY_TEST = "tests/params/apply_test.ts";
const EXPERIMENTS = "tests/experiments/apply_test.ts";
const PIPELINE = "tests/pipeline/rules_test.ts";

/** `exp dvc` by the rule of `exp`. */
function turned(line: string, instead: string, breaks: string, ...seenBy: readonly string[]): Mutant {
  const name = `rules/${line.slice(0, line.indexOf(":"))}`;
  return { name, file: "src/common/rules.ts", text: `${line},`, instead: `${instead},`, breaks, seenBy };
}

export const DIALECT: readonly Mutant[] = [
  turned(
    "oneTextManyOverrides: false",
    "oneTextManyOverrides: true",
    "to DVC -S 'a=1,b=2' is one override, which is wrong",
    "tests/entries/prepare_test.ts",
  ),
  turned("addsParams: false", "addsParams: true", "to DVC a parameter is added with + only", SET_PARAMS),
  turned("splitsAliases: false", "splitsAliases: true", "to DVC aliases are one mapping", APPLY_TEST),
  turned("addsPythonNames: false", "addsPythonNames: true", "DVC adds no name to a Python file", SET_PARAMS),
  turned('dryRun: "commands"', 'dryRun: "reasons"', "DVC's dry run lists commands", PIPELINE),
  turned('checkpoints: "dvc2"', 'checkpoints: "exp"', "DVC 2's checkpoints", "golden experiments checkpoints/"),
  turned("savesNewLockFiles: false", "savesNewLockFiles: true", "DVC's save leaves out a new dvc.lock", EXPERIMENTS),
  turned("includesMustExist: false", "includesMustExist: true", "DVC's save passes over a missing path", EXPERIMENTS),
  turned("applyKeepsChanges: false", "applyKeepsChanges: true", "DVC's apply puts changes into its stash", EXPERIMENTS),
  turned("outputsMayBeUnmade: false", "outputsMayBeUnmade: true", "DVC's apply fails without an output", EXPERIMENTS),
  turned("freezesOneLine: false", "freezesOneLine: true", "DVC's freeze writes the stage anew", PIPELINE),
  turned("replacesDesc: false", "replacesDesc: true", "DVC keeps a replaced stage's description", PIPELINE),
  turned(
    "comparesAllParams: false",
    "comparesAllParams: true",
    "DVC's params diff leaves some out",
    "tests/scenarios/odd_params_test.ts: what DVC does not see",
  ),
  turned(
    "missingIsNull: true",
    "missingIsNull: false",
    "to DVC what is not there is null",
    "tests/scenarios/odd_params_test.ts: what DVC does not see",
  ),
];
