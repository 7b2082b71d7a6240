import { deepEqual } from "node:assert/strict";
import { Project } from "../../src/pipeline/mod.ts";
import { chooseFiltered, type OutFilter } from "../../src/workspace/out_filter.ts";
import { folderRepo } from "../support/folder_repo.ts";

const HASH = "d41d8cd98f00b204e9800998ecf8427e";
const FILES = {
  "dvc.yaml": `metrics: [m/acc.json]
plots: [{loss: {y: {curves/loss.csv: loss}}}]
stages:
  train: {cmd: make, outs: [m, curves, big], metrics: [own.json], plots: [p.csv]}
`,
  "small.dvc": `outs: [{md5: ${HASH}, size: 10, path: small}]\n`,
  "large.dvc": `outs: [{md5: ${HASH}, size: 11, path: large}]\n`,
};

async function chosen(filter: OutFilter): Promise<string[]> {
  using files = folderRepo(FILES);
  const outs = await chooseFiltered(new Project(await files.open()), filter);
  return outs.map(({ out }) => out.path).sort();
}

Deno.test("only what is smaller is meant, and what nobody knows the size of", async () => {
  deepEqual(await chosen({ maxBytes: 11 }), ["big", "curves", "m", "own.json", "p.csv", "small"]);
});

Deno.test("of a kind is what its stage says, and what holds a file that dvc.yaml names at its top", async () => {
  deepEqual(await chosen({ kinds: ["metrics"] }), ["m", "own.json"]);
  deepEqual(await chosen({ kinds: ["plots"] }), ["curves", "p.csv"]);
  deepEqual(await chosen({ kinds: ["metrics", "plots"] }), ["curves", "m", "own.json", "p.csv"]);
});
