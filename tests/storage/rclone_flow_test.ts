import { deepEqual } from "node:assert/strict";
import { flowOf } from "../../src/storage/rclone_flow.ts";

/** What each look in turn says of one file. */
function looksAt(size: number, looks: readonly number[]): boolean[] {
  const flows = flowOf();
  return looks.map((bytes) => flows([{ path: "a", bytes, size }]));
}

Deno.test("a file flows that is further than it was, and not yet whole", () => {
  deepEqual(looksAt(100, [10, 20, 20, 90, 100]), [false, true, false, true, false]);
  deepEqual(looksAt(-1, [10, 20, 20]), [false, true, false]);
});

Deno.test("a file that is sent again and again moves nothing, however much of it a server hears out", () => {
  deepEqual(looksAt(3, [3, 0, 3, 3]), [false, false, false, false]);
  deepEqual(looksAt(100, [50, 80, 0, 40, 80, 100, 60]), [false, true, false, false, false, false, false]);
});

Deno.test("one file that flows is enough", () => {
  const flows = flowOf();
  const looks = [[3, 10], [3, 20], [0, 30]].map(([small = 0, big = 0]) =>
    flows([{ path: "small", bytes: small, size: 3 }, { path: "big", bytes: big, size: 100 }])
  );
  deepEqual(looks, [false, true, true]);
});
