import { deepEqual, equal } from "node:assert/strict";
import { isSaid, kindsOf, partsOf } from "./doc_page.ts";

Deno.test("a page is files and the steps of its sessions, in their order", () => {
  const page =
    "# Title\n```yaml\n# params.yaml\nlr: 1\n```\ntext\n```console\n$ exp run\nran\n…\n$ true\n```\n```sh\nexp show\n```";

  deepEqual(partsOf(page.split("\n")), [
    { kind: "file", path: "params.yaml", text: "lr: 1\n" },
    { kind: "step", command: "exp run", told: ["ran", "…"], at: 8 },
    { kind: "step", command: "true", told: [], at: 11 },
  ]);
});

Deno.test("what differs from run to run is compared by its kind", () => {
  equal(kindsOf("experiment a is 0b26e9f  ran 1 min 5 s at 11:02"), "experiment a is SHA ran TIME at CLOCK");
  equal(kindsOf("a of Feb 29, 2028", Date.parse("2028-03-01T00:00:00Z")), "a of CLOCK");
  equal(kindsOf("a of Feb 29, 2028", Date.parse("2028-03-02T00:00:00Z")), "a of Feb 29, 2028");
  equal(kindsOf("defaced acc 0.9727, 3 files, 12.5 MiB/s"), "defaced acc 0.9727, 3 files, RATE");
});

Deno.test("dots stand for any lines, and for nothing else", () => {
  equal(isSaid(["a", "…", "d"], ["a", "b", "c", "d"]), true);
  equal(isSaid(["a", "…", "d"], ["a", "d"]), true);
  equal(isSaid(["a", "d"], ["a", "b", "d"]), false);
  equal(isSaid(["a", "…"], ["b"]), false);
  equal(isSaid(["a.c"], ["abc"]), false);
  equal(isSaid(["is 0b26e9f"], ["is feedabc"]), true);
});
