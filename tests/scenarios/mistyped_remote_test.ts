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
