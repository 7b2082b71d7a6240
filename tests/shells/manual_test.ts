/** The manual in what shows manuals. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

const PAGES = ["man", "man queue", "man run"];

for (
  const { name, check } of [
    { name: "groff", check: "groff -man -ww -z -Tutf8" },
    { name: "mandoc", check: "mandoc -Tlint -Wwarning" },
  ]
) {
  const isHere = new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stdout: "null" }).outputSync().success;
  const claim = `${name} finds nothing wrong with the manual`;
  scenario(isHere ? claim : `${claim} (left out: no ${name} is here)`, async ({ sh }: Scenario) => {
    for (const words of PAGES) {
      const { stdout, stderr } = await sh(`exp ${words} | ${check}`, { code: "any" });
      assert.deepEqual((stdout + stderr).split("\n").filter((line) => line !== "" && !isMissingDate(line)), [], words);
    }
  }, { bare: true, ignore: !isHere });
}

/** A page with a date would be another one for each build. */
function isMissingDate(line: string): boolean {
  return line.includes("WARNING: missing date");
}

scenario("the manual of one command is found by its name, and that of none is refused", async ({ exp }) => {
  const { stdout } = await exp("man queue drain");

  assert.match(stdout, /^\.TH EXP\\-QUEUE\\-DRAIN 1 /);
  assert.equal(stdout.match(/^\.SS /gm)?.length, 1);
  assert.match((await exp("man drian", { code: 2 })).stderr, /no command 'drian'/);
}, { bare: true });
