/**
 * deno run -A tests/golden/run_hydra.ts [part of a case's id or area]… [--verbose]
 *
 * Every recorded override, sweep, edit and composition, through `exp hydra parse|sweep|apply|compose --jsonl`: a case's
 * inputs go in, one a line, and its outputs come back in the same order. Of an error its existence and class count,
 * not its words; a params file that reads the same and keeps more of the user's bytes is right.
 */
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { runCommand } from "../support/command.ts";
import { diffValue, indent, parseJson, parseOptions, prepareProgram, readDifferences, sameValue } from "./suite.ts";
import { listShort, withDifference } from "./suite.ts";

type Case = Readonly<Record<string, unknown>> & { readonly id: string; readonly area: string };

interface Kind {
  readonly name: string;
  readonly command: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    name: "grammar",
    command: "parse",
    inputs: ["input"],
    outputs: [
      "ok",
      "key",
      "package",
      "type",
      "value_kind",
      "value",
      "str",
      "expand",
      "str_error_class",
      "expand_error_class",
    ],
  },
  { name: "sweeps", command: "sweep", inputs: ["set_param"], outputs: ["overrides", "is_sweep", "expanded"] },
  { name: "apply", command: "apply", inputs: ["file", "before", "overrides"], outputs: ["after", "unchanged"] },
  {
    name: "compose",
    command: "compose",
    inputs: ["conf", "config_dir", "config_module", "config_name", "overrides", "output_file", "env"],
    outputs: ["after"],
  },
];

const options = parseOptions(Deno.args);
const program = await prepareProgram();
const differences = await readDifferences();
let passed = 0;
const failed: string[] = [];
for (const kind of KINDS) await runKind(kind);
if (failed.length > 0) console.log(`failed: ${listShort(failed)}`);
console.log(`golden hydra: ${passed} passed, ${failed.length} failed`);
Deno.exit(failed.length === 0 ? 0 : 1);

async function runKind(kind: Kind): Promise<void> {
  const path = new URL(`hydra/${kind.name}.json`, import.meta.url);
  const all = (JSON.parse(await Deno.readTextFile(path)) as { cases: Case[] }).cases;
  const cases = all.filter(({ id, area }) =>
    options.filters.length === 0 || options.filters.some((part) => `${kind.name}/${area}/${id}`.includes(part))
  );
  if (cases.length === 0) return;
  const answers = await ask(kind, cases);
  if (answers.length === 0) {
    failed.push(...cases.map(({ id }) => id));
    return;
  }
  for (const [i, recorded] of cases.entries()) {
    const name = `hydra/${recorded.id}`;
    const findings = judgeCase(kind, recorded, answers[i], name);
    if (findings.length === 0) passed++;
    else {
      failed.push(recorded.id);
      const input = JSON.stringify(Object.fromEntries(kind.inputs.map((key) => [key, recorded[key]])));
      console.log(
        [`FAIL ${name} (${kind.name}/${recorded.area}) ${input.slice(0, 500)}`, ...findings.map(indent)].join("\n"),
      );
    }
    if (findings.length === 0 && options.verbose) console.log(`ok   ${name}`);
  }
}

async function ask(kind: Kind, cases: readonly Case[]): Promise<unknown[]> {
  const folder = await Deno.makeTempDir({ prefix: "exp-golden-hydra-" });
  try {
    const lines = cases.map((test) =>
      JSON.stringify(
        Object.fromEntries(["id", ...kind.inputs].filter((key) => key in test).map((key) => [key, test[key]])),
      )
    );
    const result = await runCommand({
      argv: [`${program.bin}/exp`, "hydra", kind.command, "--jsonl"],
      cwd: folder,
      env: { PATH: `${program.bin}:/usr/local/bin:/usr/bin:/bin`, HOME: folder, LC_ALL: "C.UTF-8", TZ: "UTC" },
      stdin: lines.join("\n") + "\n",
    });
    const answers = result.stdout.split("\n").filter((line) => line !== "").map(parseJson);
    if (answers.length !== cases.length) {
      console.log(`hydra ${kind.command}: ${answers.length} answers to ${cases.length} cases; exit ${result.code}`);
      console.log(indent(result.stderr.slice(0, 1000)));
    }
    return answers;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function judgeCase(kind: Kind, recorded: Case, answer: unknown, name: string): string[] {
  const difference = differences[name];
  if (difference === undefined) return compare(kind, recorded, answer);
  const findings = compare(kind, withDifference(recorded, difference), answer);
  if (findings.length > 0) return findings;
  return compare(kind, recorded, answer).length > 0 ? [] : ["listed in differences.json but it does not differ"];
}

function compare(kind: Kind, expected: Case, answer: unknown): string[] {
  if (answer === null || typeof answer !== "object") return ["no answer"];
  const got = answer as Record<string, unknown>;
  const findings: string[] = [];
  if (expected["error_class"] !== got["error_class"]) {
    findings.push(
      `error: expected ${expected["error_class"] ?? "none"} (${expected["error"] ?? ""}), ` +
        `got ${got["error_class"] ?? "none"} (${got["error"] ?? ""})`,
    );
  }
  for (const key of kind.outputs) {
    const [want, have] = [expected[key], got[key]];
    if (key === "str" && want === null && have === undefined) continue;
    if (sameValue(want, have)) continue;
    if (key === "expanded" && expected["unordered"] === true && sameValue(multiset(want), multiset(have))) continue;
    if (key === "after" && kind.name === "apply" && readsTheSame(String(expected["file"]), want, have)) continue;
    if (key === "ok" && want === undefined) continue;
    findings.push(`${key}:`, diffValue(want, have));
  }
  return findings;
}

function multiset(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
}

function readsTheSame(path: string, want: unknown, have: unknown): boolean {
  if (typeof want !== "string" || typeof have !== "string") return false;
  try {
    if (/\.ya?ml$/.test(path)) return sameValue(readYaml(want), readYaml(have));
    if (path.endsWith(".json")) return sameValue(parseJson(want), parseJson(have));
    if (path.endsWith(".toml")) return sameValue(parseToml(want), parseToml(have));
  } catch {
    // not readable: then only the bytes count
  }
  return false;
}

function readYaml(text: string): unknown {
  return parseYaml(text, { version: "1.2", schema: "core", merge: true, logLevel: "silent" });
}
