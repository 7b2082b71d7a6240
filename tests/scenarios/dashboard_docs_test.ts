import assert from "node:assert/strict";
import { docPage } from "../support/doc_page.ts";
import { prepareQueue } from "../support/queue_project.ts";
import { board, press, row } from "../top/boards.ts";

docPage("dashboard.md", prepareQueue, { codes: { "exp top": 2 } });

Deno.test("dashboard.md names every key of the board, and no other", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/dashboard.md", import.meta.url));
  const cells = [...page.matchAll(/^\| ([^|]*) \| [^|]*\|$/gm)].map(([, keys]) => keys!);
  const named = new Set(cells.flatMap((keys) => [...keys.matchAll(/`(.)`/g)].map(([, key]) => key!)));
  const state = board([row("running", "one")]);
  const known = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
    .filter((key) => !/does nothing here/.test(press(state, key).state.message));
  assert.deepEqual([...named].sort(), known.filter((key) => !"gG=".includes(key)).sort());
});
