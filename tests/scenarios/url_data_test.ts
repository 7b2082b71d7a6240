/** Dependencies and outputs that are written as URLs: what of them is here, what cannot be seen. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario(
  "what lies in a remote that is a folder is read and written like any other file",
  async ({ repo, exp, dvc }) => {
    const store = `${repo.root}.store`;
    Deno.mkdirSync(store);
    Deno.writeTextFileSync(`${store}/in`, "foo\n");
    await exp(`remote add store ${store}`);
    repo.write({
      "dvc.yaml": "stages:\n" +
        `  s: {cmd: 'echo x >> runs; cp ${store}/in ${store}/out', deps: ['remote://store/in'], ` +
        "outs: ['remote://store/out': {cache: false}]}\n" +
        `  t: {cmd: 'echo y >> runs', deps: ['file://${store}/out']}\n`,
    });

    await exp("repro");
    await exp("repro");
    const unchanged = repo.read("runs");
    Deno.writeTextFileSync(`${store}/in`, "bar\n");
    const { stdout } = await dvc("status");
    await exp("repro");

    assert.equal(unchanged, "x\ny\n");
    assert.match(stdout, /changed deps:\n\t\tmodified: +remote:\/\/store\/in\n/);
    assert.equal(repo.read("runs"), "x\ny\nx\ny\n");
    assert.match(
      repo.read("dvc.lock"),
      /path: remote:\/\/store\/out\n {6}hash: md5\n {6}md5: c157a79031e1c40f85931829bc5fc552\n/,
    );
    Deno.removeSync(store, { recursive: true });
  },
);

scenario("a dependency that cannot be seen is refused before any command runs, with a reason", async ({
  repo,
  exp,
  dvc,
}) => {
  const stages = (url: string) =>
    `stages:\n  first: {cmd: 'echo x >> runs; echo 1 > o', outs: [o]}\n  s: {cmd: 'echo y >> runs', deps: [o, '${url}']}\n`;
  repo.write({ "dvc.yaml": stages("remote://stoer/x") });

  const unknown = await exp("repro", { code: 2 });
  const byDvc = await dvc("repro", { code: 255 });
  const status = await dvc("status");
  const goesOn = await exp("repro -k", { code: 2 });

  assert.match(unknown.stderr, /error: .*there is no remote "stoer" \(remote:\/\/stoer\/x\)/);
  assert.match(byDvc.stderr, /failed to reproduce 's': remote 'stoer' doesn't exist/);
  assert.match(status.stdout, /deleted: +remote:\/\/stoer\/x/);
  assert.match(goesOn.stderr, /there is no remote "stoer"/);
  assert.equal(repo.read("runs"), "x\n");
});
