/** A remote that is renamed by a process that is killed: the configuration works in each state, by one of the names. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const PROJECT = `[core]
    remote = store
# ours
['remote "store"']
    url = ../store
`;
const LOCAL = `['remote "store"']\n    jobs = 3\n`;

for (
  const [where, files] of [
    ["one file", { ".dvc/config": PROJECT }],
    ["two files", { ".dvc/config": PROJECT, ".dvc/config.local": LOCAL }],
    ["two files, with a default in each", {
      ".dvc/config": PROJECT,
      ".dvc/config.local": `[core]\n    remote = store\n${LOCAL}`,
    }],
  ] as const
) {
  scenario(`a rename in ${where}, killed at any step, is whole, and completed by the same command`, async (at) => {
    const { repo, exp } = at;
    repo.write({ data: "x\n" });
    await exp("add -q data");
    repo.write(files);
    await exp("remote rename store cloud", { env: { EXP_CRASH_TRACE: `${repo.around}/trace` } });
    const steps = repo.read("../trace").split("\n").filter((line) => / write .*config/.test(line)).length;
    const expected = Object.keys(files).map(repo.read);
    assert.match(expected[0]!, /# ours\n\['remote "cloud"'\]/);

    for (let step = 1; step <= steps; step++) {
      for (const moment of [`main:${step}`, `main:${step}+`]) {
        repo.write(files);
        await exp("remote rename store cloud", { env: { EXP_CRASH_AT: moment }, code: 137 });

        await exp("data push -q");
        const remote = (await exp("remote default")).stdout.trim();
        if (Object.keys(files).length > 1) assert.equal((await exp(`config remote.${remote}.jobs`)).stdout, "3\n");
        if (repo.read(".dvc/config").includes('"store"')) await exp("remote rename store cloud");
        assert.deepEqual(Object.keys(files).map(repo.read), expected, `killed at ${moment}`);
      }
    }
  });
}

scenario("files that name a renamed remote are told of, and left alone", async ({ repo, exp, dvc }) => {
  repo.write({ data: "x\n", ".dvc/config": PROJECT });
  await exp("add -q data");
  const record = repo.read("data.dvc") + "  remote: store\n";
  repo.write({ "data.dvc": record });

  const { stderr } = await exp("remote rename store cloud");
  const asDvc = await dvc("remote rename cloud store");

  assert.equal(stderr, "warning: data.dvc still says 'remote: store': write 'remote: cloud' there\n");
  assert.equal(asDvc.stderr, "");
  assert.equal(repo.read("data.dvc"), record);
});
