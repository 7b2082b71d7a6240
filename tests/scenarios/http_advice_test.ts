/** What a plain HTTP server cannot do, or wants otherwise, is told with what helps, and is no matter of trying again. */
import assert from "node:assert/strict";
import { startHttpFiles } from "../support/http_files.ts";
import { scenario } from "../support/scenario.ts";

scenario("a server that wants PUT: the push is refused with the line that helps, which does", async ({ exp, repo }) => {
  await using server = startHttpFiles(({ method }) =>
    method === "POST" ? new Response("", { status: 404 }) : undefined
  );
  repo.write({ "data.csv": "1\n" });
  await exp("add data.csv");
  await exp(`remote add -d web ${server.url}/store`);

  const { stderr } = await exp("data push", { code: 77 });

  assert.match(stderr, /: 404 Not Found to POST\nhint: it may want PUT: exp remote modify NAME method PUT;/);
  assert.doesNotMatch(stderr, /goes on from there|credentials/);
  await exp("remote modify web method PUT");
  await exp("data push");
});

scenario("who lacks a password is told how to give it", async ({ exp, repo }) => {
  repo.write({ "data.csv": "1\n" });
  await exp("add data.csv");
  await exp("remote add -d web https://host.invalid/store");
  await exp("remote modify web auth basic");

  const { stderr } = await exp("data push", { code: 2 });

  assert.match(stderr, /auth basic needs password, too\nhint: exp remote modify --local web password VALUE, or: /);
});

scenario("a folder behind HTTP: that it cannot be listed is said, not that there is nothing", async ({ exp }) => {
  await using server = startHttpFiles();
  const url = `${server.url}/folder`;

  for (const line of [`list-url ${url}`, `get-url ${url}`, `import-url ${url}`]) {
    const { stderr } = await exp(line, { code: 2 });
    assert.match(stderr, /there is no file at \S+\/folder, and what a folder holds cannot be asked by HTTP\n/, line);
  }
});
