/** What is wrong in a remote's configuration is told as that, by the option's name, before anything is sent. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("an address with one slash is no folder, unless that folder is there", async ({ repo, exp }) => {
  repo.write({ "data.csv": "1\n" });
  await exp("add -q data.csv");
  repo.write({ ".dvc/config": "[core]\nremote = store\n['remote \"store\"']\nurl = s3:/bucket/team\n" });

  for (const line of ["data push", "status -c", "data pull"]) {
    const { stderr } = await exp(line, { code: 2 });
    assert.match(
      stderr,
      /^error: remote "store": s3:\/bucket\/team is the path of a folder[^\n]* s3:\/\/bucket\/team\n$/,
    );
  }
  repo.write({ ".dvc/s3:/bucket/team/.keep": "" });
  await exp("data push");

  assert.ok(repo.has(".dvc/s3:/bucket/team/files/md5"));
});

scenario("an endpoint that is no address is told by its option", async ({ repo, exp }) => {
  repo.write({ "data.csv": "1\n" });
  await exp("add -q data.csv");
  const store = "[core]\nremote = store\n['remote \"store\"']\nurl = s3://bucket/team\nendpointurl = not a url\n";
  repo.write({ ".dvc/config": store });

  const { stderr } = await exp("data push", { code: 2 });

  assert.equal(stderr, "error: remote \"store\": endpointurl: 'not a url' is no address\n");
});

scenario("a remote that builds on one that is gone is still listed, as it was written", async ({ repo, exp, dvc }) => {
  repo.write({ ".dvc/config": "['remote \"part\"']\nurl = remote://gone/part\n" });

  assert.match((await exp("remote list")).stdout, /^part +remote:\/\/gone\/part\n$/);
  assert.equal((await dvc("remote list")).stdout, "part    remote://gone/part\n");
});

scenario("numbers of an option have their bounds, and names of JavaScript's own are no sections", async (at) => {
  const { repo, dvc } = at;
  const refusalOf = async (line: string) => (await dvc(line, { code: 251 })).stderr;

  assert.match(await refusalOf("config core.checksum_jobs 0"), /value must be at least 1 for dictionary value/);
  assert.match(await refusalOf("config core.checksum_jobs x"), /expected int for dictionary value/);
  assert.match(await refusalOf("config state.row_cleanup_quota 101"), /value must be at most 100/);
  await dvc("config core.checksum_jobs 1");
  repo.write({ ".dvc/config": "[constructor]\n    x = 1\n" });
  assert.match((await dvc("status", { code: "any" })).stderr, /extra keys not allowed/);
});

scenario("a remote that nobody has configured is told by status, too", async ({ repo, exp, dvc }) => {
  repo.write({ "data.csv": "1\n" });
  await exp("remote add -d store ../store");
  await exp("add -q data.csv");
  repo.write({ "data.csv.dvc": `${repo.read("data.csv.dvc")}  remote: gone\n` });

  assert.match((await dvc("status -c", { code: "any" })).stderr, /remote 'gone' doesn't exist/);
  assert.match((await dvc("status -c -r other", { code: "any" })).stderr, /remote 'other' doesn't exist/);
  assert.match((await exp("status -c", { code: 2 })).stderr, /no remote "gone"/);
});
