/** docs/manners.md names a test for each point of good manners: is each of them there? */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);
const PAGE = Deno.readTextFileSync(new URL("docs/manners.md", ROOT));
const POINTS = 42;

interface Named {
  readonly point: number;
  readonly file: string;
  readonly test: string;
}

/** `FILE "NAME", "NAME"; FILE "NAME"` in the last column. */
function testsOf(row: string): Named[] {
  const cells = row.split(" | ");
  const point = Number(cells[0]!.replace("|", ""));
  const held = cells.at(-1)!;
  return [...held.matchAll(/(tests\/\S+\.ts) ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file = "", names = ""]) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, test = ""]) => ({ point, file, test }))
  );
}

const ROWS = PAGE.split("\n").filter((line) => /^\| +\d+ \|/.test(line));
const NAMED = ROWS.flatMap(testsOf);

Deno.test("each point of good manners has a row, and each row a test", () => {
  const points = Array.from({ length: POINTS }, (_, i) => i + 1);

  assert.deepEqual(ROWS.map((row) => Number(/\d+/.exec(row)?.[0])), points);
  assert.deepEqual([...new Set(NAMED.map(({ point }) => point))], points);
});

Deno.test("each test that a row names is there", () => {
  const missing = NAMED.filter(({ file, test }) => {
    const text = Deno.readTextFileSync(new URL(file, ROOT));
    return !text.includes(`"${test}"`) && !text.includes(`\`${test}\``);
  });

  assert.deepEqual(missing, []);
});
