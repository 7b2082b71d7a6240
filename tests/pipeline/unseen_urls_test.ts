import assert from "node:assert/strict";
import { ExpError } from "../../src/common/mod.ts";
import { Project } from "../../src/pipeline/mod.ts";
import { refuseUnseenUrls } from "../../src/pipeline/unseen_urls.ts";
import { urlItems, UrlLooks } from "../../src/stage/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";
import { memoryStorage } from "../support/memory_storage.ts";

const DOWN = new ExpError("remote-failed/storage", { shown: "ssh://down/", says: "timed out" });

/** The fault for which a pipeline is refused, when in the bucket `b` lies the file `f`, and nothing else can be reached. */
async function refusal(stages: string, options: { allowMissing?: boolean; lock?: string } = {}) {
  const { lock = "schema: '2.0'\n" } = options;
  using files = folderRepo({ "dvc.yaml": `stages:\n${stages}`, "dvc.lock": lock });
  const repo = await files.open();
  const project = new Project(repo);
  const all = await project.stages();
  const urls = new UrlLooks(
    repo,
    {
      open: (_, place) =>
        place.url === "s3://b/" ? Promise.resolve(memoryStorage({ f: { size: 1, etag: "e" } })) : Promise.reject(DOWN),
    },
  );
  await urls.prefetch(all.flatMap(urlItems));
  try {
    refuseUnseenUrls(project, all, urls, options);
    return "none";
  } catch (error) {
    assert.ok(error instanceof ExpError && error.cause instanceof ExpError);
    return error.cause.fault;
  }
}

Deno.test("what is at a URL, or will be, is no reason to refuse a pipeline", async () => {
  assert.equal(await refusal("  s: {cmd: x, deps: ['s3://b/f']}\n"), "none");
  assert.equal(await refusal("  s: {cmd: x, outs: ['s3://b/new': {cache: false}]}\n"), "none");
  const makes = "  m: {cmd: x, outs: ['s3://b/d': {cache: false}]}\n";
  assert.equal(await refusal(`${makes}  s: {cmd: x, deps: ['s3://b/d/x']}\n`), "none");
});

Deno.test("a dependency that is at no URL is refused, and whatever cannot be looked at", async () => {
  assert.equal(await refusal("  s: {cmd: x, deps: ['s3://b/none']}\n"), "missing-data/url");
  assert.equal(await refusal("  s: {cmd: x, deps: ['ssh://down/f']}\n"), "remote-failed/storage");
  assert.equal(await refusal("  s: {cmd: x, outs: ['ssh://down/f': {cache: false}]}\n"), "remote-failed/storage");
});

Deno.test("what a frozen stage once read, and with --allow-missing what any has, need not be there", async () => {
  const lock = "schema: '2.0'\nstages:\n  s:\n    cmd: x\n" +
    "    deps: [{path: 's3://b/none', hash: md5, etag: e, size: 1}]\n";
  const stage = "  s: {cmd: x, deps: ['s3://b/none']}\n";

  assert.equal(await refusal(stage.replace("}", ", frozen: true}"), { lock }), "none");
  assert.equal(await refusal(stage, { lock, allowMissing: true }), "none");
  assert.equal(await refusal(stage, { lock }), "missing-data/url");
});
