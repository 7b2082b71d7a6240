/** `data status` and `diff` of data: what is said of commits, records, disk, cache and remote. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

/** A project with a file and a folder, committed. */
async function committed({ repo, dvc }: Scenario): Promise<void> {
  repo.write({ "f": "f\n", "d/a": "a\n", "d/s/b": "b\n" });
  await dvc("add -q f d");
  await repo.commit("data");
}

scenario("data status tells what is committed, recorded, changed, lost and untracked", async (at) => {
  const { repo, dvc, exp } = at;
  await committed(at);
  const json = async (words: string) => JSON.parse((await dvc(`data status --json ${words}`)).stdout);

  assert.equal((await dvc("data status")).stdout, "No changes.\n");
  assert.deepEqual(await json("--unchanged --granular"), { unchanged: ["d/", "f", "d/a", "d/s/b"] });
  repo.write({ "f": null, "d/a": "new\n", "d/c": "c\n", "mine": "x\n", "g": "f\n" });
  await dvc("add -q d g");
  repo.write({ "d/c": null });

  assert.deepEqual(await json("--untracked-files"), {
    committed: { modified: ["d/"], added: ["g"] },
    uncommitted: { modified: ["d/"], deleted: ["f"] },
    untracked: ["g.dvc", "mine"],
  });
  assert.deepEqual(await json("d --granular"), {
    committed: { modified: ["d/", "d/a"], added: ["d/c"] },
    uncommitted: { modified: ["d/"], deleted: ["d/c"] },
  });
  repo.write({ "f.dvc": null });
  assert.deepEqual((await json("")).committed, { modified: ["d/"], renamed: [{ old: "f", new: "g" }] });
  const text = (await exp("data status")).stdout;
  assert.match(text, /^DVC committed changes:\n {2}\(git commit .*\n {8}modified: d\/\n {8}renamed: f -> g\n\nDVC unc/);
  assert.match(text, /use "exp checkout <file>\.\.\." to discard.*\(there are other changes not tracked by dvc, /s);
  await exp("data status nowhere", { code: 2 });
});

scenario("data status finds what a remote has lost of a folder, though it has the folder's list", async (at) => {
  const { repo, dvc } = at;
  await committed(at);
  await dvc("remote add -q -d r ../remote");
  const lacking = async (words = "") =>
    JSON.parse((await dvc(`data status --json --not-in-remote ${words}`)).stdout)["not_in_remote"];
  assert.deepEqual(await lacking("--granular"), ["d/", "f", "d/a", "d/s/b"]);
  await dvc("push -q");
  assert.equal(await lacking(), undefined);

  repo.write({ "../remote/files/md5/60/b725f10c9c85c70d97880dfe8191b3": null }); // a

  assert.deepEqual(await lacking(), ["d/"]);
  assert.deepEqual(await lacking("--granular"), ["d/a"]);
  assert.match((await dvc("data status --not-in-remote -r no", { code: 251 })).stderr, /remote 'no' doesn't exist/);
  repo.write({ ".dvc/cache": null });
  const { uncommitted, not_in_cache: lost } = JSON.parse((await dvc("data status --json --granular")).stdout);
  assert.deepEqual([uncommitted, lost], [undefined, ["d/", "f", "d/a", "d/s/b"]]); // the list comes from the remote
});

scenario("data status believes the hash index for what looks unchanged, and starts Git three times", async (at) => {
  const { repo, exp, sh } = at;
  repo.write({ "big": "x".repeat(1 << 20) });
  await sh("touch -d 2020-01-01 big");
  await exp("add -q big");
  await repo.commit("big");
  await exp("data status");
  await sh("head -c 1048576 /dev/zero | dd of=big conv=notrunc status=none; touch -d 2020-01-01 big");
  repo.write({ "../bin/git": '#!/bin/sh\necho "$*" >> "$0.log"\nexec /usr/bin/git "$@"\n' });
  await sh("chmod +x ../bin/git");

  const { stdout } = await exp("data status");

  assert.equal(stdout, "No changes.\n");
  assert.equal(repo.read("../bin/git.log").trimEnd().split("\n").length, 3);
});

scenario("diff of data tells what two commits, or a commit and the disk, have differently", async (at) => {
  const { repo, dvc, exp } = at;
  await committed(at);
  repo.write({ "d/a": "new\n", "d/s/b": null, "h": "f\n" });
  await dvc("add -q d h");
  await dvc("remove f.dvc");
  repo.write({ "f": null });

  assert.equal(
    (await dvc("diff")).stdout,
    "Deleted:\n    d/s/b\n\nRenamed:\n    f -> h\n\nModified:\n    d/\n    d/a\n\n" +
      "files summary: 1 deleted, 1 renamed, 1 modified\n",
  );
  await repo.commit("second");
  assert.equal((await dvc("diff --json")).stdout, "{}\n");
  const both = JSON.parse((await exp("data diff HEAD~1 HEAD --json --show-hash --targets d/a h")).stdout);
  assert.deepEqual(both, {
    added: [{ path: "h", hash: "9a8ad92c50cae39aa2c5604fd0ab6d8c" }],
    deleted: [],
    modified: [{
      path: "d/a",
      hash: { old: "60b725f10c9c85c70d97880dfe8191b3", new: "9cd599a3523898e6a12e13ec787da50a" },
    }],
    renamed: [],
  });
  await dvc("diff --targets nowhere", { code: 255 });
  await dvc("diff no-such-rev", { code: 1 });
  assert.equal((await dvc("diff HEAD~1 --md --targets h")).stdout.split("\n")[2], "| added    | h      |");
});
