import { equal } from "node:assert/strict";
import { formatDvcFile } from "../../src/data/mod.ts";
import type { HashInfo } from "../../src/data/types.ts";

const info: HashInfo = { algorithm: "md5", hash: "46bbbe8aa98cc0714426e948474eaaf4", size: 18 };

Deno.test("a new .dvc file has DVC's keys in DVC's order", () => {
  equal(
    formatDvcFile(undefined, [{ written: "run.sh", info: { ...info, isexec: true } }], "run.sh.dvc"),
    "outs:\n- md5: 46bbbe8aa98cc0714426e948474eaaf4\n  size: 18\n  isexec: true\n  hash: md5\n  path: run.sh\n",
  );
  const folder = { ...info, hash: info.hash + ".dir", nfiles: 2 };
  const options = new Map([["desc", "what it is"]]);
  equal(
    formatDvcFile("", [{ written: "d", info: folder, options }], "d.dvc"),
    "outs:\n- md5: 46bbbe8aa98cc0714426e948474eaaf4.dir\n  size: 18\n  nfiles: 2\n  hash: md5\n  path: d\n" +
      "  desc: what it is\n",
  );
});

/** Recorded from DVC 3.67.1. */
const edits: [what: string, before: string, info: HashInfo, after: string][] = [
  [
    "comments, order, desc and meta stay; what is new comes after what is there",
    "# c\nouts:\n- md5: 60b725f10c9c85c70d97880dfe8191b3\n  size: 2\n  path: f\n  desc: hi # x\nmeta: {a: 1}\n",
    { algorithm: "md5", hash: "9cd599a3523898e6a12e13ec787da50a", size: 4, isexec: true },
    "# c\nouts:\n- md5: 9cd599a3523898e6a12e13ec787da50a\n  size: 4\n  path: f\n  desc: hi # x\n  isexec: true\n" +
    "  hash: md5\nmeta: {a: 1}\n",
  ],
  [
    "a folder's count goes when a file takes its place",
    "outs:\n- md5: 71cef54cc30a058b18115947d09c62df.dir\n  size: 2\n  nfiles: 1\n  hash: md5\n  path: f\n",
    { algorithm: "md5", hash: "a8a78d0ff555c931f045b6f448129846", size: 2 },
    "outs:\n- md5: a8a78d0ff555c931f045b6f448129846\n  size: 2\n  hash: md5\n  path: f\n",
  ],
  [
    "a version of other content on a remote goes",
    "outs:\n- md5: 5bbf5a52328e7439ae6e719dfe712200\n  size: 4\n  hash: md5\n  path: f\n  cloud:\n    up:\n" +
    "      etag: 5bbf5a52328e7439ae6e719dfe712200\n      version_id: d06284a3\n",
    { algorithm: "md5", hash: "c193497a1a06b2c72230e6146ff47080", size: 4 },
    "outs:\n- md5: c193497a1a06b2c72230e6146ff47080\n  size: 4\n  hash: md5\n  path: f\n",
  ],
  [
    "defaults go away",
    "frozen: false\nouts:\n- path: f\n  md5: 60b725f10c9c85c70d97880dfe8191b3\n  hash: md5\n  size: 2\n  persist: true\nwdir: .\n",
    { algorithm: "md5", hash: "c3be117041a113540deb0ff532b19543", size: 2 },
    "outs:\n- path: f\n  md5: c3be117041a113540deb0ff532b19543\n  hash: md5\n  size: 2\n  persist: true\n",
  ],
];
for (const [what, before, changed, after] of edits) {
  Deno.test(`an edited .dvc file: ${what}`, () => {
    equal(formatDvcFile(before, [{ written: "f", info: changed }], "f.dvc"), after);
  });
}
