import assert from "node:assert/strict";
import fc from "fast-check";
import type { CommandSpec, Manner, OptionSpec, Values } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { flagNames, needsValue, optionNamed } from "../../src/cli/option_facts.ts";
import { parseLine } from "../../src/cli/parse.ts";
import { acceptedOptions, argumentsOf, namesOf } from "../../src/cli/tree.ts";
import { ExpError } from "../../src/common/errors.ts";
import { dvcSays, expSays } from "../../src/voice/mod.ts";

function read(manner: Manner, line: string): Values {
  const [name = "", ...words] = line.split("|");
  const spec = COMMANDS.find((spec) => namesOf(spec, manner).includes(name))!;
  return parseLine(manner, spec, words);
}

function refused(manner: Manner, line: string): string {
  try {
    read(manner, line);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "usage") return (manner === "dvc" ? dvcSays : expSays)(error);
    throw error;
  }
  return "";
}

/** An option of a command with a value for it, if it takes one. */
interface Given {
  readonly option: OptionSpec;
  readonly value: string | undefined;
}

const anyLine = fc.constantFrom(...COMMANDS).chain((spec) =>
  fc.constantFrom<Manner>("exp", "dvc").filter((manner) => namesOf(spec, manner).length > 0).chain((manner) => {
    const options = acceptedOptions(spec, manner).filter(({ flags }) => !/\.\.\.|--help/.test(flags));
    const given = fc.constantFrom(...options).chain((option) =>
      fc.constantFrom(...option.as === "int" ? ["3", "-3"] : ["a", "lr=0.1", "", "x y"])
        .map((value): Given => ({ option, value: needsValue(option) ? value : undefined }))
    );
    return fc.array(given, { maxLength: 4 }).map((given) => ({ spec, manner, given }));
  })
);

/** One of the ways to write an option: the seed chooses. */
function spelt({ option, value }: Given, spec: CommandSpec, manner: Manner, seed: number): string[] {
  const options = acceptedOptions(spec, manner);
  const long = flagNames([option]).find((name) => name.startsWith("--"));
  const short = flagNames([option]).find((name) => !name.startsWith("--"));
  const shortest = [...long?.slice(2) ?? ""].map((_, i) => long!.slice(0, i + 3))
    .find((start) => optionNamed(options, start) === option);
  const names = [long, short, shortest].filter((name) => name !== undefined);
  const name = names[seed % names.length]!;
  if (value === undefined) return [name];
  if (seed % 2 === 0 && value !== "") return name === short ? [name + value] : [`${name}=${value}`];
  return [name, value];
}

Deno.test("an option means the same however it is written: long, short, shortened, its value joined or apart", () => {
  fc.assert(
    fc.property(anyLine, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), ({ spec, manner, given }, seeds) => {
      const line = (choose: (i: number) => number) => given.flatMap((one, i) => spelt(one, spec, manner, choose(i)));
      const args = argumentsOf(spec, manner).split(" ").filter((arg) => arg.startsWith("<")).map(() => "word");

      const plain = parseLine(manner, spec, [...line(() => 3), ...args]);
      const varied = parseLine(manner, spec, [...line((i) => seeds[i]!), ...args]);

      assert.deepEqual(varied, plain);
      for (const { option, value } of given) {
        if (value === undefined || option.as === "append") continue;
        const last = given.findLast((one) => one.option === option)!.value!;
        assert.ok(Object.values(plain).includes(option.as === "int" ? Number(last) : last));
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("flags may share a dash, and the last of them may have a value", () => {
  assert.deepEqual({ ...read("exp", "queue drain|-qj|3") }, { ...read("exp", "queue drain|-q|--jobs=3") });
  assert.equal(read("exp", "queue drain|-qj3")["jobs"], 3);
});

Deno.test("what is not said has a value, too", () => {
  const { setParam, name, jobs, force, hydra, targets } = read("exp", "run");

  assert.deepEqual({ setParam, name, jobs, force, hydra, targets }, {
    setParam: [],
    name: undefined,
    jobs: undefined,
    force: false,
    hydra: true,
    targets: [],
  });
  assert.equal(read("exp", "data push")["runCache"], false);
});

Deno.test("arguments have names; an option of several words ends at the next option", () => {
  assert.deepEqual(read("exp", "remote modify|storage|url|/mnt")["option"], "url");
  const { aRev, bRev, targets, json } = read("exp", "params diff|HEAD~1|--targets|a|b|--json");

  assert.deepEqual({ aRev, bRev, targets, json }, { aRev: "HEAD~1", bRev: undefined, targets: ["a", "b"], json: true });
  assert.deepEqual(read("exp", "checkpoint|--metrics|a=1|b=2")["metrics"], ["a=1", "b=2"]);
  assert.deepEqual(read("exp", "run|-Sa=1|-n|x|--set-param|b=2")["setParam"], ["a=1", "b=2"]);
});

Deno.test("after -- and, where a stage's command stands, after the first word nothing is an option", () => {
  assert.deepEqual(read("exp", "repro|-f|--|-s")["targets"], ["-s"]);
  assert.deepEqual(read("exp", "stage add|-n|x|python|-f|--help")["command"], ["python", "-f", "--help"]);
  assert.deepEqual(read("exp", "checkpoint|-1")["metrics"], ["-1"]);
});

Deno.test("help that is asked for goes before what is wrong", () => {
  assert.deepEqual(read("exp", "remote add|--bogus|-h"), { help: true });
});

Deno.test("what is refused is named, in DVC's words through `exp dvc`", () => {
  const lines = [
    "repro|--forse|a",
    "run|-n",
    "run|-n|--queue",
    "repro|-fz",
    "remote add|a",
    "remote add",
    "apply|a|b|c",
    "gc|-n|two",
  ];

  assert.deepEqual(lines.map((line) => refused("exp", line)), [
    "unknown option '--forse'",
    "option '-n, --name <name>' argument missing",
    "", // a name may begin with a dash
    "unknown option '-z'",
    "missing required argument 'url'",
    "missing required arguments 'name' and 'url'",
    "too many arguments. Expected 1 argument but got 3: a, b, c.",
    "option '-n, --num <n>' needs a whole number, not 'two'",
  ]);
  const dvcLines = lines.map((line) => line.replace(/^(run|apply)/, "exp $1"));
  assert.deepEqual(dvcLines.map((line) => refused("dvc", line)), [
    "unrecognized arguments: --forse",
    "argument -n/--name: expected one argument",
    "argument -n/--name: expected one argument",
    "unrecognized arguments: -z",
    "the following arguments are required: url",
    "the following arguments are required: name, url",
    "unrecognized arguments: b c",
    "argument -n/--num: invalid int value: 'two'",
  ]);
});
