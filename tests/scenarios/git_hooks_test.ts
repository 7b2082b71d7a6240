/** Git calls exp: hooks keep data and commits together, and what both sides have changed is merged by its meaning. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

const ATTRIBUTES = "*.dvc merge=dvc\ndvc.lock merge=exp-lock\n";
const hook = (program: string, name: string) => `#!/bin/sh\nexec ${program} git-hook ${name} "$@"\n`;

/** A branch `side` and a branch `main`, each with changes of its own. */
async function diverge(
  { repo, sh }: Scenario,
  base: string,
  side: string,
  main: string,
): Promise<void> {
  repo.write({ ".gitattributes": ATTRIBUTES });
  await sh(`exp install -q; git branch -M main`);
  for (const [branch, script] of [["main", base], ["side", side], ["main", main]] as const) {
    await sh(`git checkout -q -B ${branch} main; ${script}; git add -A; git commit -qm 'on ${branch}'`);
  }
}

scenario(
  "install writes hooks and drivers that call exp; what others have written stays",
  async ({ repo, exp, dvc, sh }) => {
    const { stderr } = await exp("install");
    match(stderr, /\*\.dvc merge=dvc/);
    for (const name of ["post-checkout", "pre-commit", "pre-push"]) {
      match(repo.read(`.git/hooks/${name}`), new RegExp(`exec \\S+ git-hook ${name} "\\$@"`));
    }
    match(
      (await sh("git config merge.dvc.driver")).stdout,
      / git-hook merge-driver --ancestor %O --our %A --their %B /,
    );

    await exp("install"); // again is no mistake
    const refused = await dvc("install", { code: 1 });
    equal(
      refused.stderr,
      "ERROR: failed to install DVC Git hooks - Hook 'post-checkout' already exists. " +
        "Please refer to <https://man.dvc.org/install> for more info.\n",
    );

    repo.write({ ".git/hooks/pre-push": "#!/bin/sh\necho mine\n", ".git/hooks/pre-commit": null });
    await exp("install", { code: 2 });
    equal(repo.read(".git/hooks/pre-push"), "#!/bin/sh\necho mine\n");
    equal(repo.has(".git/hooks/pre-commit"), false, "all of them, or none");
  },
);

scenario("DVC's own hooks become exp's; through exp dvc they speak as DVC's do", async ({ repo, exp, dvc, sh }) => {
  await sh(`printf '#!/usr/bin/sh\\nexec dvc git-hook pre-push $@\\n' > .git/hooks/pre-push`);
  await exp("install");
  const [, program] = /exec (\S+)/.exec(repo.read(".git/hooks/pre-push")) ?? [];
  equal(repo.read(".git/hooks/pre-push"), hook(program!, "pre-push"));

  await sh("rm .git/hooks/p*-*");
  equal((await dvc("install")).stdout, "");
  equal(repo.read(".git/hooks/pre-commit"), hook(`${program} dvc`, "pre-commit"));
});

scenario("hooks go where Git looks for them, but into no folder of all repositories", async ({ repo, exp, sh }) => {
  await sh("git config core.hooksPath .hooks");
  await exp("install");
  ok(repo.has(".hooks/pre-push"));
  equal(repo.has(".git/hooks/pre-push"), false);

  await sh("git config --unset core.hooksPath; git config --global core.hooksPath ~/hooks");
  const { stderr } = await exp("install", { code: 2 });
  match(stderr, /core\.hooksPath .*hooks, which is left as it is/);
});

scenario("the pre-commit tool is told of the same hooks, beside what it knows", async ({ repo, exp, sh }) => {
  repo.write({ ".pre-commit-config.yaml": "# ours\nrepos:\n- repo: local\n  hooks:\n  - id: fmt\n" });
  await exp("install --use-pre-commit-tool");
  await exp("install --use-pre-commit-tool");

  const text = repo.read(".pre-commit-config.yaml");
  match(text, /^# ours\nrepos:\n- repo: local\n {2}hooks:\n {2}- id: fmt\n- repo: local\n/);
  deepEqual([...text.matchAll(/- id: (\S+)/g)].map(([, id]) => id), [
    "fmt",
    "exp-post-checkout",
    "exp-pre-commit",
    "exp-pre-push",
  ]);
  equal((await sh("ls .git/hooks | grep -v sample || :")).stdout, "");
});

scenario(
  "a checkout brings the data, a push sends it first, a commit says what has changed",
  async ({ repo, exp, sh }) => {
    await exp(`remote add -d store ${repo.around}/store`);
    await sh(`git init -q --bare ../hub.git; git remote add origin ../hub.git; exp install -q; git branch -M main
    echo 1 > data; exp add -q data; git add -A; git commit -qm one`);
    await sh(`git checkout -qb two; echo 2 > data; exp add -q data; git add -A; git commit -qm two`);

    await sh("git checkout -q main");
    equal(repo.read("data"), "1\n");

    repo.write({ data: "3\n" });
    const { stdout, stderr } = await sh("git commit --allow-empty -qm three");
    match(stdout + stderr, /data\.dvc:[\s\S]*modified/);

    await sh("exp checkout -f -q; git push -q origin main");
    equal((await sh("find ../store -type f | wc -l")).stdout.trim(), "1");
    repo.write({ "in-the-way": "" });
    await exp(`remote modify store url ${repo.root}/in-the-way/store`);
    await sh("! git push -q origin two");
  },
);

scenario("single files, a rebase, and commits before DVC are left alone", async ({ repo, exp, sh }) => {
  await sh(`exp install -q; git branch -M main; echo 1 > data; exp add -q data; git add -A; git commit -qm one`);
  repo.write({ data: "mine\n" });

  await sh("git checkout -q -- data.dvc");
  await sh(`mkdir .git/rebase-merge; exp git-hook post-checkout a b 1; rmdir .git/rebase-merge`);
  equal(repo.read("data"), "mine\n");

  await sh(`mkdir ../bare; cd ../bare; git init -q; exp git-hook post-checkout a b 1; exp git-hook pre-push`);
  equal((await exp("git-hook pre-commit")).code, 0);
});

scenario("a repository below Git's top is found by hooks and merges", async (given) => {
  const { repo, exp, sh } = given;
  await sh(`git branch -M main; git rm -rq --cached .; rm -r .dvc .dvcignore; mkdir 'my project'`);
  await exp("init -q --subdir", { cwd: "my project" });
  await exp("install -q", { cwd: "my project" });
  await exp("install -q", { cwd: "my project" });
  repo.write({ ".gitattributes": ATTRIBUTES });
  const commit = (script: string) => sh(`cd 'my project'; ${script}; exp add -q d; git add -A ..; git commit -qm x`);
  await commit("mkdir d; echo 1 > d/a");
  await sh("git checkout -qb side");
  await commit("echo 2 > d/s");
  await sh("git checkout -q main");
  equal(repo.has("my project/d/s"), false);
  await commit("echo 3 > d/m");

  await sh("git merge -q side -m merged; cd 'my project'; exp checkout -q");

  equal((await sh("cd 'my project/d'; grep . *")).stdout, "a:1\nm:3\ns:2\n");
  await sh("git checkout -q --orphan bare; git rm -rqf .; rm -rf 'my project'; git commit -q --allow-empty -m none");
});

scenario("folders that both sides have added to are merged file by file", async (given) => {
  await diverge(
    given,
    `mkdir d; echo 1 > d/a; echo 1 > d/b; echo 1 > d/c; exp add -q d`,
    `echo 2 > d/a; echo new > d/s; rm d/c; exp add -q d`,
    `echo 3 > d/b; echo new > d/m; rm d/c; exp add -q d`,
  );
  const { repo, sh, exp } = given;

  await sh("git merge -q side -m merged; exp checkout -q");

  deepEqual((await sh("cd d; grep . *")).stdout, "a:2\nb:3\nm:new\ns:new\n");
  match(repo.read("d.dvc"), /size: 12\n {2}nfiles: 4\n {2}hash: md5\n {2}path: d\n$/);
  match((await exp("status")).stdout, /up to date/);
});

for (const [whose, flag, own] of [["the", "-d", ""], ["its own", "", "echo '  remote: store' >>d.dvc; "]] as const) {
  scenario(`the list of a folder that nobody has fetched comes from ${whose} remote`, async (given) => {
    const { repo, sh } = given;
    await sh(`exp remote add ${flag} store ${repo.around}/store`);
    await diverge(
      given,
      `mkdir d; echo 1 > d/a; exp add -q d; ${own}exp data push -q`,
      `echo 2 > d/s; exp add -q d; exp data push -q; rm -r .dvc/cache`,
      `exp data pull -q; echo 3 > d/m; exp add -q d`,
    );

    await sh("git merge -q side -m merged; exp data pull -q");

    deepEqual((await sh("cd d; grep . *")).stdout, "a:1\nm:3\ns:2\n");
  });
}

scenario(
  "what both have changed is a conflict, told and between markers; exp dvc leaves ours, as DVC",
  async (given) => {
    await diverge(
      given,
      `mkdir d; echo 1 > d/a; echo 1 > f; exp add -q d f`,
      `echo 2 > d/a; echo 2 > f; exp add -q d f`,
      `echo 3 > d/a; echo 3 > f; exp add -q d f`,
    );
    const { repo, sh, dvc } = given;

    const { stderr } = await sh("! git merge -q side");

    match(stderr, /d\.dvc: unable to auto-merge the following paths:\na\n/);
    match(stderr, /f\.dvc: unable to auto-merge outputs that are not directories/);
    for (const file of ["d.dvc", "f.dvc"]) {
      match(
        repo.read(file),
        /^outs:\n<<<<<<< ours\n- md5: .*[\s\S]*>>>>>>> theirs\n/,
      );
    }
    equal((await sh("git diff --name-only --diff-filter=U")).stdout, "d.dvc\nf.dvc\n");

    await sh(
      "git merge --abort; git show main:f.dvc > ours.dvc; git show side:f.dvc > theirs.dvc",
    );
    const before = repo.read("ours.dvc");
    const refused = await dvc("git-hook merge-driver --ancestor f.dvc --our ours.dvc --their theirs.dvc", {
      code: 255,
    });
    equal(refused.stderr, "ERROR: unable to auto-merge outputs that are not directories\n");
    equal(repo.read("ours.dvc"), before);
  },
);

const STAGES = (a: string, b: string) =>
  `printf 'stages:\\n  a:\\n    cmd: echo ${a} > a\\n    outs: [a]\\n  b:\\n    cmd: echo ${b} > b\\n    outs: [b]\\n' > dvc.yaml; ` +
  "exp repro -q";

scenario("dvc.lock: stages that one side alone has run come together", async (given) => {
  await diverge(given, STAGES("1", "1"), STAGES("2", "1"), STAGES("1", "3"));
  const { sh, exp } = given;

  await sh("git merge -q side -m merged");

  await exp("checkout -q");
  match((await exp("status")).stdout, /up to date/);
});

scenario("dvc.lock: a stage that both have run stands between markers, and only that", async (given) => {
  await diverge(given, STAGES("1", "1"), STAGES("2", "2"), STAGES("1", "3"));
  const { repo, sh } = given;

  const { stderr } = await sh("! git merge -q side");

  match(stderr, /dvc\.lock: unable to auto-merge what both have changed: b\n/);
  match(
    repo.read("dvc.lock"),
    /^schema: '2\.0'\nstages:\n {2}a:\n {4}cmd: echo 2 > a\n[\s\S]*<<<<<<< ours\n {2}b:\n {4}cmd: echo 3[\s\S]*=======\n {2}b:\n {4}cmd: echo 2/,
  );
});
