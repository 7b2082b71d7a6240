import { deepEqual, equal } from "node:assert/strict";
import { planDvcFileMerge } from "../../src/hooks/merge_dvc_file.ts";

const FOLDER = (hash: string, more = "") =>
  `outs:\n- md5: ${hash.repeat(32)}.dir\n  size: 1\n  nfiles: 1\n  hash: md5\n  path: d\n${more}`;
const FILE = (hash: string) => `outs:\n- md5: ${hash.repeat(32)}\n  size: 1\n  hash: md5\n  path: f\n`;
const why = (ancestor: string, our: string, their: string) => {
  const plan = planDvcFileMerge({ ancestor, our, their });
  return plan.kind === "refused" ? plan.why : plan.kind;
};

Deno.test("folders are merged, by their lists; without an ancestor there was an empty one", () => {
  const plan = planDvcFileMerge({ ancestor: FOLDER("1"), our: FOLDER("2"), their: FOLDER("3") });
  equal(plan.kind, "folders");
  if (plan.kind !== "folders") return;
  deepEqual(Object.values(plan.infos).map((info) => info?.hash[0]), ["1", "2", "3"]);
  equal(plan.path, "d");
  equal(why("", FOLDER("2"), FOLDER("3")), "folders");
});

Deno.test("a side without outs is no side", () => {
  deepEqual(planDvcFileMerge({ ancestor: FILE("1"), our: FILE("2"), their: "" }), { kind: "text", text: FILE("2") });
  deepEqual(planDvcFileMerge({ ancestor: FILE("1"), our: "", their: FILE("2") }), { kind: "text", text: FILE("2") });
  deepEqual(planDvcFileMerge({ ancestor: FILE("1"), our: FILE("2"), their: FILE("2") }), {
    kind: "text",
    text: FILE("2"),
  });
});

Deno.test("what DVC does not merge is not merged, in its words", () => {
  const noFolders = "unable to auto-merge outputs that are not directories";
  equal(why(FILE("1"), FILE("2"), FILE("3")), noFolders);
  const options = "unable to auto-merge outputs with different options";
  equal(why(FOLDER("1"), FOLDER("2", "  desc: x\n"), FOLDER("3")), options);
  equal(why(FOLDER("1"), FOLDER("2"), FILE("3")), options);
  const noData = "unable to auto-merge DVC files that weren't created by `dvc add`";
  equal(why(FOLDER("1"), FOLDER("2"), "deps:\n- path: x\n" + FOLDER("3")), noData);
  equal(why(FOLDER("1"), FOLDER("2") + FOLDER("4").replace("outs:\n", ""), FOLDER("3")), noData);
  const old = (hash: string) => FOLDER(hash).replace("  hash: md5\n", "");
  equal(why(old("1"), old("2"), old("3")), "unable to auto-merge outputs of DVC 2");
});
