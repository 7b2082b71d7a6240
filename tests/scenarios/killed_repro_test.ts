import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const STAGES = ["first", "second", "third"];
const PIPELINE = `stages:\n${
  STAGES.map((name) => `  ${name}:\n    cmd: echo ${name} > ${name}\n    outs: [${name}]\n`).join("")
}`;
/** So big that it is not written whole for each stage. */
const LOCK = `schema: '2.0'\nstages:\n  gone:\n    cmd: ${"x".repeat(40_000)}\n`;

scenario("a stage that was told to be done is in dvc.lock, wherever its run was killed", async ({ repo, exp, sh }) => {
  await repo.write({ "dvc.yaml": PIPELINE, "dvc.lock": LOCK });
  await sh("git add -A && git commit -qm pipeline");
  await exp("repro", { env: { EXP_CRASH_TRACE: `${repo.around}/trace` } });
  const steps = repo.read("../trace").split("\n").filter((line) => /dvc\.lock|tmp\/exp\/locks/.test(line));
  assert.ok(steps.length >= 4, steps.join("\n"));

  for (const at of steps.map((line) => line.split(" ")[1]).flatMap((step) => [step, `${step}+`])) {
    await sh(`git checkout -q dvc.lock && rm -rf .gitignore .dvc/cache .dvc/tmp ${STAGES.join(" ")}`);
    const killed = await exp("repro", { env: { EXP_CRASH_AT: at! }, code: 137 });
    const done = [...killed.stderr.matchAll(/^(\w+): done/gm)].map(([, name]) => name);
    await exp("status", { code: "any" });

    const lock = repo.read("dvc.lock");
    for (const name of done) assert.match(lock, new RegExp(`^  ${name}:$`, "m"), `${name} is lost at ${at}`);
    await exp("repro");
    const names = [...repo.read("dvc.lock").matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name);
    assert.deepEqual(names, ["gone", ...STAGES], `after ${at}`);
  }
});

scenario(
  "what a killed run had left for dvc.lock is not written into that of another branch",
  async ({ repo, exp, sh }) => {
    await repo.write({ "dvc.yaml": PIPELINE, "dvc.lock": LOCK });
    await sh("git add -A && git commit -qm pipeline && git branch other");
    await exp("repro", { env: { EXP_CRASH_TRACE: `${repo.around}/trace` } });
    const appended = repo.read("../trace").split("\n").filter((line) => line.includes("tmp/exp/locks")).at(-2);
    await sh(`git checkout -q dvc.lock && rm -rf .gitignore .dvc/cache .dvc/tmp ${STAGES.join(" ")}`);
    await exp("repro", { env: { EXP_CRASH_AT: `${appended?.split(" ")[1]}+` }, code: 137 });

    await sh("git stash -q && git checkout -q other");
    await exp("status", { code: "any" });

    assert.equal(repo.read("dvc.lock"), LOCK);
  },
);
