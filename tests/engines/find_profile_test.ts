import assert from "node:assert/strict";
import { openEngine, type Profile } from "../../src/engines/mod.ts";
import { fakePrograms } from "./fake_programs.ts";

/** The profile of an engine in a repository with these files. */
async function profileOf(name: string, files: Readonly<Record<string, string>>): Promise<Profile> {
  using fakes = fakePrograms({}, files);
  return openEngine(await fakes.repo(), name).profile;
}

Deno.test("a file of the project says what it wants to have otherwise, and extends the rest", async () => {
  const profile = await profileOf("slurm", {
    ".dvc/engines/slurm.yaml": `
extends: slurm
options: { account: 007, time: 2:00:00, exclusive: true, mail-user: false, constraint: [a, b] }
profiles:
  big: { mem: 64G, exclusive: ~ }
`,
  });

  assert.equal(profile.summary, "Slurm");
  assert.deepEqual(profile.options, {
    account: "007",
    time: "2:00:00",
    exclusive: "",
    "mail-user": null,
    constraint: "a,b",
  });
  assert.deepEqual(profile.profiles, new Map([["big", { mem: "64G", exclusive: null }]]));
  assert.deepEqual(profile.names, ["slurm"]);
});

Deno.test("the project's file stands above the user's, and that above the one that ships", async () => {
  const profile = await profileOf("lab", {
    ".dvc/engines/lab.yaml": "extends: lab\noptions: { partition: gpu }\n",
    "home/.config/exp/engines/lab.yaml": "extends: slurm\nsummary: Our lab\noptions: { partition: cpu, account: me }\n",
    "home/.config/exp/engines/slurm.yaml": "extends: slurm\noptions: { qos: low, account: you }\n",
  });

  assert.equal(profile.summary, "Our lab");
  assert.deepEqual(profile.options, { qos: "low", account: "me", partition: "gpu" });
  assert.deepEqual(profile.names, ["slurm", "lab"]);
});

Deno.test("an engine goes by the names of all that it extends, its own the last", async () => {
  const profile = await profileOf("./mine.yaml", {
    ".dvc/engines/lab.yaml": "extends: slurm\n",
    ".dvc/engines/slurm.yaml": "extends: slurm\noptions: {partition: gpu}\n",
    "mine.yaml": "extends: lab\n",
  });

  assert.deepEqual(profile.names, ["slurm", "lab", "mine"]);
});

Deno.test("XDG_CONFIG_HOME says where the user's engine files are", async () => {
  using fakes = fakePrograms({}, { "conf/exp/engines/lab.yaml": "extends: slurm\nsummary: Our lab\n" });

  const { profile } = openEngine(await fakes.repo({ XDG_CONFIG_HOME: `${fakes.root}/conf` }), "lab");

  assert.equal(profile.summary, "Our lab");
});

Deno.test("an engine file by its path is found again from everywhere", async () => {
  using fakes = fakePrograms({}, { "lab.yaml": "extends: slurm\nsummary: Our lab\n" });
  const repo = await fakes.repo();

  const { engine } = openEngine(repo, "./lab.yaml");

  assert.equal(engine.name, `${fakes.root}/lab.yaml`);
  assert.equal(openEngine({ ...repo, cwd: "/" }, engine.name).engine.title, "Our lab");
});

Deno.test("what a file takes away is not there", async () => {
  const profile = await profileOf("bare", {
    ".dvc/engines/bare.yaml": "extends: slurm\nhistory: ~\nlimits: ~\nscript: { array: ~ }\n",
  });

  assert.equal(profile.history, undefined);
  assert.equal(profile.limits, undefined);
  assert.equal(profile.script.array, undefined);
});

/** Engine files that are wrong, and what is said of them. */
const WRONG: readonly (readonly [title: string, text: string, fault: string, facts: object])[] = [
  ["a key that there is not", "extends: slurm\nsubmit:\n  comand: sbatch\n", "invalid-file/engine-key", {
    line: 3,
    key: "submit.comand",
    nearest: "command",
  }],
  ["a map where a text belongs", "extends: slurm\nsummary: { a: 1 }\n", "invalid-file/engine-value", {
    line: 2,
    key: "summary",
    wanted: "a text",
  }],
  ["a text where a map belongs", "extends: slurm\nscript: sbatch\n", "invalid-file/engine-value", {
    line: 2,
    key: "script",
    wanted: "a map",
  }],
  ["a phase that there is not", "extends: slurm\nstates:\n  NEW: fine\n", "invalid-file/engine-value", {
    line: 3,
    key: "states.NEW",
  }],
  ["a time that is no number", "extends: slurm\n\ntimeout: soon\n", "invalid-file/engine-value", {
    line: 3,
    key: "timeout",
    wanted: "a whole number",
  }],
  ["a pattern that is none", "extends: slurm\nsubmit: { id: '(' }\n", "invalid-file/engine-value", {
    line: 2,
    key: "submit.id",
  }],
  [
    "a pattern without a group that is needed",
    "extends: slurm\nsubmit: { id: '\\d+' }\n",
    "invalid-file/engine-value",
    {
      line: 2,
      key: "submit.id",
      wanted: "a regular expression with (?<id>…)",
    },
  ],
  ["a word that there is not", "extends: slurm\ncancel: { job: '{jobid}' }\n", "invalid-file/engine-word", {
    line: 2,
    key: "cancel.job",
    word: "jobid",
    words: ["id"],
  }],
  ["a key that is there twice", "extends: slurm\noptions:\n  mem: 1G\n  mem: 2G\n", "invalid-file/engine-value", {
    line: 4,
    key: "options.mem",
    wanted: "there once",
  }],
  ["an option that is a map", "extends: slurm\noptions:\n  mem: { a: 1 }\n", "invalid-file/engine-value", {
    line: 3,
    key: "options.mem",
  }],
  ["an option of two lines", 'extends: slurm\noptions:\n  comment: "a\\nb"\n', "invalid-file/engine-value", {
    line: 3,
    key: "options.comment",
  }],
  ["what is missing", "summary: Ours\n", "invalid-file/engine-lacks", { key: "program" }],
  ["nothing below what it extends", "extends: wrong\n", "invalid-file/engine-circle", { engine: "wrong" }],
  ["a base that nobody knows", "extends: slrum\n", "within/engine-file", {}],
  ["no YAML", "extends: [slurm\n", "invalid-file/yaml", {}],
];

for (const [title, text, name, facts] of WRONG) {
  Deno.test(`an engine file with ${title} is refused with its place`, async () => {
    const files = { ".dvc/engines/wrong.yaml": text };

    await assert.rejects(profileOf("wrong", files), (error: Error & { fault: string; facts: object }) => {
      assert.equal(error.fault, name);
      assert.deepEqual({ ...error.facts, ...facts }, error.facts);
      assert.match(JSON.stringify(error.facts), /\.dvc\/engines\/wrong\.yaml/);
      return true;
    });
  });
}

Deno.test("files that extend each other are told", async () => {
  await assert.rejects(
    profileOf("a", { ".dvc/engines/a.yaml": "extends: b\n", ".dvc/engines/b.yaml": "extends: a\n" }),
    { fault: "invalid-file/engine-circle" },
  );
});

Deno.test("an engine that nobody knows is told with the nearest that there is", async () => {
  await assert.rejects(profileOf("slrum", {}), {
    fault: "not-found/engine",
    facts: { name: "slrum", nearest: "slurm", known: ["sge", "slurm"] },
  });
  await assert.rejects(profileOf("./lab.yaml", {}), { fault: "not-found/engine-file" });
});
