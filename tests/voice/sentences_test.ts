import assert from "node:assert/strict";
import { ExpError, type FaultName } from "../../src/common/errors.ts";
import { sayingOf } from "../../src/voice/say.ts";
import { SAMPLES } from "./samples.ts";

const SENTENCES = new URL("./sentences.txt", import.meta.url);
/** What a `within/…` tells of. */
const CAUSE = new ExpError("stage-failed/command", SAMPLES["stage-failed/command"]);

/** Both voices of each fault, as they are printed; `UPDATE=1` writes the file, whose changes are reviewed. */
function sentences(): string {
  return Object.entries(SAMPLES).sort(([a], [b]) => a < b ? -1 : 1).map(([fault, facts]) => {
    const { exp, exit, hint, dvc, dvcExit } = sayingOf(new ExpError(fault as FaultName, facts, CAUSE));
    const lines = [`${fault}`, `exp ${exit}: ${exp}`, ...hint === undefined ? [] : [`hint: ${hint}`]];
    if (dvc !== exp || dvcExit !== exit) lines.push(`dvc ${dvcExit}: ${dvc === exp ? "the same" : dvc}`);
    return lines.map((line, i) => (i === 0 ? line : `  ${line}`).replaceAll("\n", "\n    | ")).join("\n");
  }).join("\n\n") + "\n";
}

Deno.test("every fault is told in both voices, as it was reviewed", () => {
  if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(SENTENCES, sentences());

  assert.equal(sentences(), Deno.readTextFileSync(SENTENCES));
});

const ROOT = new URL("../../", import.meta.url).pathname;

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

Deno.test("a fault is declared by one room alone, and somebody throws it", () => {
  const files = ["src", "packages"].flatMap((top) => [...sources(ROOT + top)]).filter((file) =>
    !/\/tests\//.test(file)
  );
  const tables = files.filter((file) => /\/faults\.ts$|src\/voice\/(cli|usage)\.ts$/.test(file));
  const names = tables.flatMap((file) =>
    [...Deno.readTextFileSync(file).matchAll(/^ {2}"([a-z-]+\/[a-z0-9-]+)":/gm)].map(([, name]) => name!)
  );
  const code = files.filter((file) => !tables.includes(file) && !/src\/voice\//.test(file)).map(Deno.readTextFileSync)
    .join();

  assert.ok(names.length > 300);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  const isThrown = (name: string) => code.includes(`"${name}"`) || code.includes(`}/${name.split("/")[1]}\``);
  assert.deepEqual(names.filter((name) => !isThrown(name)), []);
});

Deno.test("no sentence has a hole where a fact belongs", () => {
  assert.doesNotMatch(sentences(), /undefined|NaN|\[object|''/);
});

Deno.test("an error that another process recorded is told as it was", () => {
  const inner = new ExpError("missing-data/out", { out: "model.pkl" });
  const error = new ExpError("within/stage", { stage: "train" }, inner);

  const revived = ExpError.of(JSON.parse(JSON.stringify(error)));

  assert.deepEqual(sayingOf(revived), sayingOf(error));
  assert.equal(revived.kind, "missing-data");
});
