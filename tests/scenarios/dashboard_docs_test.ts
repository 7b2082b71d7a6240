import assert from "node:assert/strict";
import { docPage } from "../support/doc_page.ts";
import { prepareQueue } from "../support/queue_project.ts";
import { scenario } from "../support/scenario.ts";
import { board, press, row } from "../top/boards.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/dashboard.md", import.meta.url));

docPage("dashboard.md", prepareQueue, { codes: { "exp top": 2 } });

scenario("each line of dashboard.md that takes the screen shows the queue, and q leaves it", async (journey) => {
  const lines = [...PAGE.matchAll(/^ {4}(exp top .*?) {2}/gm)].map(([, line]) => line!);
  assert.equal(lines.length, 2);
  await prepareQueue(journey);
  await journey.exp("run --queue -q -n waits");

  for (const line of lines) {
    await using top = journey.atTerminal(line);
    await top.shows(/WAITING\n. 1 waits/);
    await top.type("q");
    assert.equal(await top.ended(), 0);
  }
}, { needsTerminal: true });

Deno.test("dashboard.md names every key of the board, and no other", () => {
  const cells = [...PAGE.matchAll(/^\| ([^|]*) \| [^|]*\|$/gm)].map(([, keys]) => keys!);
  const named = new Set(cells.flatMap((keys) => [...keys.matchAll(/`(.)`/g)].map(([, key]) => key!)));
  const state = board([row("running", "one")]);
  const known = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
    .filter((key) => !/does nothing here/.test(press(state, key).state.message));
  assert.deepEqual([...named].sort(), known.filter((key) => !"gG=".includes(key)).sort());
});
