/** Pipelines that are unusual, and that DVC reads: names, templates, parameters. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("stages are named after values of params files as Python prints them, after literals as templates do", async ({
  repo,
  dvc,
}) => {
  repo.write({
    "dvc.yaml": [
      "vars:",
      "- flags: [false, 2]",
      "- yes: true",
      "stages:",
      "  own: {foreach: [\"${yes}\", false], do: {cmd: 'echo ${item}'}}",
      "  all: {foreach: \"${flags}\", do: {cmd: 'echo ${item}'}}",
      "  mat: {matrix: {a: [true], b: \"${flags}\"}, cmd: 'echo ${item.b} ${key}'}",
      "  at: {foreach: {'10:30': 1, 'x:y/z': 2}, do: {cmd: 'echo ${key} ${item}'}}",
      "",
    ].join("\n"),
  });

  const { stdout } = await dvc("stage list --name-only");
  const matrix = await dvc("repro -q mat@true-False");
  const colon = await dvc("repro dvc.yaml:at@x:y/z -q");
  const frozen = await dvc("freeze at@10:30", { code: 1 });

  assert.equal(
    stdout.split("\n").filter(Boolean).join(" "),
    "own@True own@false all@False all@2 mat@true-False mat@true-2 at@10:30 at@x:y/z",
  );
  assert.match(frozen.stderr, /cannot dump a parametrized stage: 'at@10:30'/);
  assert.equal(matrix.stdout, "false true-False\n");
  assert.equal(colon.stdout, "x:y/z 2\n");
  assert.match((await dvc("status at@10:30")).stdout, /^at@10:30:/);
  assert.match(repo.read("dvc.lock"), /^ {2}at@x:y\/z:$/m);
});

scenario("the words item and key are a group's own, wherever vars come from", async ({ repo, dvc }) => {
  const group = (vars: string) =>
    `stages:\n  g:\n    matrix: {a: [1]}\n    vars: [${vars}]\n    cmd: echo \${item.a}\n`;
  repo.write({ "p.json": '{"item": 5, "key": 6, "free": 7}' });
  for (const [vars, key] of [["p.json", "item"], ["'p.json:free,key'", "key"], ["{key: 1}", "key"]] as const) {
    repo.write({ "dvc.yaml": group(vars) });
    const { stderr } = await dvc("repro --dry", { code: 255 });
    assert.match(stderr, new RegExp(`attempted to modify reserved key ${key}`), vars);
  }
  repo.write({ "dvc.yaml": group("'p.json:free'") });
  await dvc("repro --dry");
  // a list has items, but no keys: there the word is free
  repo.write({
    "dvc.yaml": "stages:\n  g: {foreach: [1], do: {vars: ['p.json:key'], cmd: 'echo ${item} ${key}'}}\n",
  });
  assert.equal((await dvc("repro -q")).stdout, "1 6\n");
});

scenario("a command that is no text is an error in every manner of running it", async ({ repo, dvc, exp }) => {
  repo.write({ "params.yaml": "flag: true\nmap: {a: 1}\n" });
  for (const value of ["flag", "map"]) {
    repo.write({ "dvc.yaml": `stages:\n  s:\n    cmd: \${${value}}\n` });
    for (const words of ["repro", "repro --dry", "exp run"]) {
      const { stdout, stderr } = await dvc(words, { code: 255 });
      assert.doesNotMatch(stdout + stderr, /\[object|^> /m);
    }
    assert.match((await exp("repro", { code: 2 })).stderr, /the command is a (map|truth value), not text/);
  }
});

scenario("more generated stages than a file may have are refused with their number", async ({ repo, exp }) => {
  repo.write({ "params.yaml": `list: [${Array.from({ length: 400 }, (_, i) => i).join(",")}]\n` });
  const axes = "{a: '${list}', b: '${list}', c: '${list}'}";
  repo.write({ "dvc.yaml": `stages:\n  g:\n    matrix: ${axes}\n    cmd: echo\n` });

  const { stderr } = await exp("status", { code: 2 });

  assert.match(stderr, /'stages\.g' in 'dvc\.yaml' stands for 64,000,000 stages; a file may generate 100,000/);
  const groups = Array.from({ length: 300 }, (_, i) => `  g${i}: {foreach: "\${list}", do: {cmd: echo}}\n`).join("");
  repo.write({ "dvc.yaml": `stages:\n${groups}` });
  assert.match((await exp("status", { code: 2 })).stderr, /100,400 stages/);
});

scenario("a params file that is named as a whole counts whole, whatever keys are named beside it", async ({
  repo,
  dvc,
}) => {
  repo.write({
    "params.yaml": "lr: 1\nother: 2\n",
    "more.json": '{"x": 1, "y": {"z": 2}}',
    "dvc.yaml": [
      "stages:",
      "  s:",
      "    cmd: echo >> log",
      "    params: [lr, missing, {more.json: [y.z, nowhere]}, {more.json: []}, {params.yaml: }]",
      "",
    ].join("\n"),
  });
  await dvc("repro");

  repo.write({ "params.yaml": "lr: 1\nother: 3\n", "more.json": '{"x": 2, "y": {"z": 2}}' });
  const { stdout } = await dvc("status --json", { code: "any" });

  assert.match(
    repo.read("dvc.lock"),
    / {6}params\.yaml:\n {8}lr: 1\n {8}other: 2\n {6}more\.json:\n {8}x: 1\n {8}y:\n {10}z: 2\n/,
  );
  assert.deepEqual(JSON.parse(stdout), {
    s: [{ "changed deps": { "params.yaml": { other: "modified" }, "more.json": { x: "modified" } } }],
  });
});

scenario("an output whose path has a colon is a target as others are", async ({ repo, dvc }) => {
  repo.write({ "10:30.csv": "a\n", "in/b:c": "b\n" });
  await dvc("add -q 10:30.csv in/b:c");
  repo.write({ "in/b:c": "changed\n" });

  assert.match((await dvc("status 10:30.csv")).stdout, /up to date/);
  assert.match((await dvc("status in/b:c")).stdout, /modified: +in\/b:c/);
  await dvc("commit -f in/b:c");
  assert.match((await dvc("status")).stdout, /up to date/);
  assert.match((await dvc("status b:c", { code: 1 })).stderr, /\/b' does not exist/);
});
