import { equal, ok } from "node:assert/strict";
import { fittingTable } from "../../src/cli/fitting_table.ts";
import { textWidth } from "../../src/show/mod.ts";

const HEADER = ["Task", "Name", "Created", "Status"];
const long = (end: string) => ["3fd1a2b", `a-name-that-goes-on-and-on-and-on-${end}`, "03:59 AM", "Running"];

Deno.test("long names are cut in the middle, so that ends and states are seen", () => {
  const lines = fittingTable(HEADER, [long("1"), long("2")], 50).trimEnd().split("\n");

  ok(lines.every((line) => textWidth(line) <= 50), lines.join("\n"));
  ok(/…\S*-1 +03:59 AM +Running$/.test(lines[1]!), lines[1]);
  ok(/…\S*-2 +03:59 AM +Running$/.test(lines[2]!), lines[2]);
});

Deno.test("what fits stays, and some of a name is left in any width", () => {
  const whole = fittingTable(HEADER, [long("1")], Infinity);

  equal(fittingTable(HEADER, [long("1")], 200), whole);
  ok(whole.includes(long("1")[1]!));
  ok(fittingTable(HEADER, [long("1")], 3).includes("a-name…-on-1"));
});

Deno.test("a long state does not cost the names more than its beginning needs", () => {
  const failed = ["3fd1a2b", "grid-12", "03:59 AM", "Failed: sh train.sh exited with 3, and more than that"];

  equal(fittingTable(HEADER, [failed], 60), fittingTable(HEADER, [failed], Infinity));
});
