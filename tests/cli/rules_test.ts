/** What commands do otherwise by DVC's rules; see common/rules.ts. */
import assert from "node:assert/strict";
import { type MemoryProject, memoryProject } from "../support/machine/memory_project.ts";

const FILES: Readonly<Record<string, string>> = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
  ".gitignore": "/model.txt\n",
  "params.yaml": "n: 0\n",
  "dvc.yaml": `stages:
  train:
    cmd: train
    params: [n]
    outs: [model.txt]
`,
};

function project(files = FILES): MemoryProject {
  return memoryProject(files, {
    commands: {
      train({ read, write, print }) {
        print("training\n");
        write("model.txt", `model ${read("params.yaml")}`);
      },
    },
  });
}

async function withExperiments(): Promise<MemoryProject> {
  const made = project();
  for (const n of [2, 1]) await made.exp(`run -S n=${n} -n e${n}`);
  return made;
}

Deno.test("`queue kill` wants to know which tasks; DVC's kills none", async () => {
  const { exp } = project();

  assert.equal((await exp("queue kill")).code, 2);
  assert.equal((await exp("dvc queue kill")).code, 0);
});

Deno.test("ids of a remote's experiments are listed; DVC refuses", async () => {
  const { exp } = project();

  assert.match((await exp("dvc exp list --sha-only origin")).stderr, /not supported with git_remote/);
  assert.doesNotMatch((await exp("ls --sha-only origin")).stderr, /sha-only/);
});

Deno.test("a number that means nothing is refused; DVC passes over it", async () => {
  const { exp } = project();

  assert.equal((await exp("show --precision 0 --csv")).code, 2);
  assert.equal((await exp("dvc exp show --precision 0 --csv")).code, 0);
  await exp("remote add -d store /store");
  assert.equal((await exp("fetch -j 0")).code, 2);
  assert.equal((await exp("dvc fetch -j 0")).code, 0);
});

Deno.test("JSON is sorted as asked; DVC's is all there is, as it was", async () => {
  const { exp } = await withExperiments();
  const names = async (line: string) => [...new Set((await exp(line)).stdout.match(/"e\d"/g))];

  const unsorted = await names("dvc exp show --json");
  assert.deepEqual(await names("dvc exp show --json --sort-by n --sort-order desc"), unsorted);
  assert.deepEqual(await names("show --json --sort-by n --sort-order desc"), ['"e2"', '"e1"']);
  assert.deepEqual(await names("show --json --sort-by n --sort-order asc"), ['"e1"', '"e2"']);
});

Deno.test("`gc -w` keeps what experiments need; DVC's does not", async () => {
  const { exp } = await withExperiments();

  assert.match((await exp("gc -w --yes")).stdout, /^removed 0 objects/);
  assert.match((await exp("dvc gc -w -f")).stdout, /^Removed 1 objects from repo cache/);
});

Deno.test("what sweeps many experiments away is asked for first; DVC's just does it", async () => {
  const { exp } = await withExperiments();

  assert.equal((await exp("remove -A")).code, 2);
  const removed = await exp("dvc exp remove -A");
  assert.match(removed.stdout, /^Removed experiments: 'e1' and 'e2'|^Removed experiments: 'e2' and 'e1'/);
});

Deno.test("a removal can be undone; DVC's cannot", async () => {
  const { exp } = await withExperiments();

  await exp("dvc exp remove e1");
  await exp("remove e2");
  await exp("undo");

  assert.equal((await exp("ls --name-only")).stdout, "e2\n");
});

Deno.test("fetching needs a remote; for DVC there is nothing to fetch then", async () => {
  const { exp } = project();

  assert.equal((await exp("fetch")).code, 2);
  const none = await exp("dvc fetch");
  assert.deepEqual([none.code, none.stdout], [0, "Everything is up to date.\n"]);
  assert.match(none.stderr, /^No remote provided/);
});

Deno.test("data that is nowhere is a failure; to DVC it is a warning", async () => {
  const { exp, machine } = project();
  await exp("repro");
  await exp("remote add -d store /store");
  machine.host("/").fs.removeTree("/work/project/.dvc/cache/files");

  assert.equal((await exp("data push")).code, 1);
  const pushed = await exp("dvc push");
  assert.equal(pushed.code, 0);
  assert.match(pushed.stderr, /^WARNING: Some of the cache files do not exist/);
});

Deno.test("pull says that the remote lacks data, too, and not that all is well; DVC says both", async () => {
  const { exp, machine } = project();
  await exp("repro");
  await exp("remote add -d store /store");
  const { fs } = machine.host("/");
  fs.removeTree("/work/project/.dvc/cache/files");
  fs.remove("/work/project/model.txt");

  const pulled = await exp("data pull");
  assert.deepEqual([pulled.code, pulled.stdout], [1, ""]);
  assert.match(pulled.stderr, /^error: neither in the cache nor in the remote: model.txt\n/);
  assert.match((await exp("dvc pull")).stdout, /^Everything is up to date/);
});

Deno.test("what was never recorded is told when data moves; DVC tells of it only where it compares", async () => {
  const { exp } = project();
  await exp("remote add -d store /store");

  assert.match((await exp("data push")).stderr, /nothing is recorded of model.txt/);
  assert.doesNotMatch((await exp("dvc push")).stderr, /model.txt/);
});

Deno.test("of however many commits, what was never recorded is told once; DVC tells of it each time", async () => {
  const { exp, commit } = project();
  for (const message of ["second", "third", "fourth"]) commit(message);
  const times = ({ stderr }: { readonly stderr: string }, words: RegExp) => (stderr.match(words) ?? []).length;

  assert.equal(times(await exp("gc -w -A --dry"), /nothing is recorded of model.txt/g), 1);
  assert.equal(times(await exp("dvc gc -w -A --dry"), /is missing version info/g), 5); // the workspace and four commits
});

Deno.test("gc has nothing to say of what a task that waits will make; DVC keeps none", async () => {
  const { exp, commit } = project();
  await exp("run --queue");
  await exp("repro");
  commit("recorded");

  assert.equal((await exp("gc -w --dry")).stderr, "");
});

Deno.test("without a commit nothing can be compared; to DVC there is no difference", async () => {
  const { exp, write } = memoryProject();
  for (const [path, text] of Object.entries(FILES)) write(path, text);

  assert.equal((await exp("diff --json")).code, 2);
  assert.deepEqual(await exp("dvc exp diff --json"), { code: 0, stdout: "{}\n", stderr: "" });
});

Deno.test("the workspace can be compared by its name; DVC does not know it", async () => {
  const { exp } = project();

  assert.equal((await exp("diff HEAD workspace")).code, 0);
  assert.equal((await exp("dvc exp diff HEAD workspace")).code, 1);
});

Deno.test("an output stands for its stage; DVC's `repro` knows names alone", async () => {
  const { exp } = project();

  assert.equal((await exp("dvc repro model.txt")).code, 255);
  assert.equal((await exp("repro model.txt")).code, 0);
});

Deno.test("--with-deps takes in what an output's stage needs; to DVC an output stands for itself alone", async () => {
  const stages =
    "stages:\n  prepare: {cmd: x, outs: [d.txt]}\n  train: {cmd: train, deps: [d.txt], outs: [model.txt]}\n";
  const { exp } = project({ ...FILES, "dvc.yaml": stages });
  const stagesIn = async (line: string) => Object.keys(JSON.parse((await exp(line)).stdout));

  assert.deepEqual(await stagesIn("status --json --with-deps model.txt"), ["prepare", "train"]);
  assert.deepEqual(await stagesIn("dvc status --json --with-deps model.txt"), ["train"]);
});

Deno.test("nobody far away is asked about imports; DVC asks, and fails where nobody answers", async () => {
  const hash = "d41d8cd98f00b204e9800998ecf8427e";
  const source = `deps:\n- path: d\n  repo:\n    url: file:///nowhere/x.git\n    rev_lock: ${"a".repeat(40)}\n`;
  const { exp } = project({
    ".dvc/config": "",
    "d.dvc": `${source}outs:\n- md5: ${hash}\n  hash: md5\n  path: d\n`,
    d: "",
  });

  assert.equal((await exp("status")).code, 0);
  const asked = await exp("dvc status");
  assert.equal(asked.code, 1);
  assert.match(asked.stderr, /nowhere/);
});

Deno.test("fetched runs count; DVC's count when they are sent", async () => {
  const fetched = async (manner: string) => {
    const { exp, machine } = project();
    await exp("repro");
    await exp("remote add -d store /store");
    await exp("data push --run-cache");
    for (const folder of ["files", "runs"]) machine.host("/").fs.removeTree(`/work/project/.dvc/cache/${folder}`);
    return (await exp(`${manner}fetch --run-cache`)).stdout;
  };

  assert.equal(await fetched(""), "2 files fetched\n");
  assert.equal(await fetched("dvc "), "1 file fetched\n");
});

Deno.test("of a folder that the remote has in part what is there is fetched; to DVC it fails as a whole", async () => {
  const fetched = async (manner: string) => {
    const { exp, machine, write } = project({ ".dvc/config": "", ".gitignore": "/dir\n" });
    write("dir/a", "a");
    write("dir/b", "b");
    await exp("add dir");
    await exp("remote add -d store /store");
    await exp("data push");
    const { fs } = machine.host("/");
    fs.removeTree("/work/project/.dvc/cache/files");
    fs.removeTree("/store/files/md5/92"); // of b
    return (await exp(`${manner}fetch`)).stderr;
  };

  assert.match(await fetched(""), /neither in the cache nor in the remote: dir/);
  assert.match(await fetched("dvc "), /1 file failed to download/);
});
