import assert from "node:assert/strict";
import { Linker } from "../../src/data/links.ts";
import { createHost } from "../../src/host/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const NOBODY = 2 ** 22 + 1; // above what Linux gives
const BYTES = 2 << 20; // more than is read at once

Deno.test("half copies of those who were killed go with the next copy; those of the living stay", () => {
  const host = createHost(), { hostname } = host.platform;
  const staging = ".dvc/tmp/exp/staging";
  const dead = `${staging}/${NOBODY}@${hostname}-ab12.1`;
  const kept = [
    `${staging}/${Deno.ppid}@${hostname}-ab12.1`,
    `${staging}/${NOBODY}@elsewhere-ab12.1`,
    `${staging}/other`,
  ];
  using files = folderRepo({ ...Object.fromEntries([dead, ...kept].map((path) => [path, "half"])), object: "" });
  Deno.truncateSync(`${files.root}/object`, BYTES);
  const id = { algorithm: "md5", hash: "0".repeat(32) } as const;

  new Linker(host, ["copy"], `${files.root}/.dvc/tmp`)
    .place(`${files.root}/object`, `${files.root}/target`, { id, isexec: false, size: BYTES });

  assert.equal(Deno.statSync(`${files.root}/target`).size, BYTES);
  const left = [...Deno.readDirSync(`${files.root}/${staging}`)].map(({ name }) => `${staging}/${name}`);
  assert.deepEqual(left.sort(), kept.sort());
});
