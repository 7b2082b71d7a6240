/** What a release is made of: the same bytes each time, whole, and refused where nobody could make it again. */
import assert from "node:assert/strict";
import { inScenario } from "../support/scenario.ts";
import { madeRelease, makeRelease, ROOT, runProgram, runRelease, VERSION } from "./made_release.ts";

async function shell(script: string, ...args: readonly string[]): Promise<string> {
  const command = new Deno.Command("sh", { args: ["-euc", script, "sh", ...args], stderr: "inherit" });
  const { success, stdout } = await command.output();
  assert.ok(success, script);
  return new TextDecoder().decode(stdout);
}

function sumsOf(folder: string): Map<string, string> {
  const lines = Deno.readTextFileSync(`${folder}/SHA256SUMS`).trimEnd().split("\n");
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

Deno.test("a release made again has the same bytes, and what could not be made is told", async () => {
  const first = sumsOf(await madeRelease());

  const { folder, told } = await makeRelease(["--targets", "linux-x64 windows-x64"]);

  const again = sumsOf(folder), isMade = again.has(`exp-${VERSION}-windows-x64.zip`);
  assert.equal(/^release: not made, .*: windows-x64\nrelease: THIS IS NOT WHOLE: /m.test(told), !isMade, told);
  const common = [...again].filter(([name]) => first.has(name));
  assert.ok(common.some(([name]) => name.endsWith("linux-x64.tar.gz")));
  const differing = common.filter(([name, sum]) => sum !== first.get(name)).map(([name]) => name);
  assert.deepEqual(differing, []);
});

Deno.test("where all are asked for, one that cannot be made makes it none", async () => {
  await inScenario(async ({ repo }) => {
    const words = [
      VERSION,
      "--try",
      "--require-all",
      "--targets",
      "linux-x64 windows-x64",
      "--out",
      `${repo.around}/out`,
    ];

    const { code, stderr } = await runRelease(ROOT, words);

    const isPossible = code === 0; // a base that is not here is asked for over the network
    assert.ok(isPossible || code === 1, stderr);
    assert.equal(/^release: not made, .*: windows-x64; nothing was made at all/m.test(stderr), !isPossible);
    assert.equal(repo.has("../out"), isPossible);
  }, { bare: true });
});

Deno.test("what common commands call is known to the build, but for the newest functions", async () => {
  const { code, stdout } = await runProgram(["sh", `${ROOT}/scripts/profile`, "--check"]);

  assert.equal(code, 0, stdout);
  assert.match(stdout, /^\d+ functions are called; scripts\/called\.txt lacks \d+$/m);
});

Deno.test("SHA256SUMS names every file", async () => {
  const folder = await madeRelease();

  await shell('cd "$1" && sha256sum --quiet -c SHA256SUMS', folder);

  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name !== "SHA256SUMS");
  assert.deepEqual([...sumsOf(folder).keys()], files.sort());
});

Deno.test("each file for arm64 carries a program for arm64", async () => {
  const folder = await madeRelease();
  const readers = [
    'tar -xzOf "$1/exp-$2-linux-arm64.tar.gz" "exp-$2-linux-arm64/exp"',
    'tar -xzOf "$1/exp-for-dvc-linux-arm64-$2.tgz" package/bin/exp',
    'dpkg-deb --fsys-tarfile "$1/exp-for-dvc_$2_arm64.deb" 2>/dev/null | tar -xO ./usr/bin/exp',
    'unzip -p "$1/exp_for_dvc-$2-py3-none-manylinux_2_28_aarch64.whl" "*/scripts/exp"',
  ];
  for (const read of readers) {
    const head = await shell(`${read} | head -c 20 | od -An -tx1 -j18 || :`, folder, VERSION);
    assert.equal(head.trim(), "b7 00", read); // EM_AARCH64 of the ELF head
  }
});

Deno.test("the bill of materials and THIRD-PARTY name the same, with hashes and licences", async () => {
  const folder = await madeRelease();
  const bill = JSON.parse(Deno.readTextFileSync(`${folder}/exp-${VERSION}.cdx.json`));
  const papers = Deno.readTextFileSync(`${folder}/THIRD-PARTY`);
  const names = bill.components.map(({ name }: { name: string }) => name);

  for (const name of ["deno", "v8", "smol-toml", "uplot", "vega", "vega-lite", "d3-array"]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(names.filter((name: string) => ["fast-check", "ajv", "yaml"].includes(name)), []);
  for (const { name, version, licenses, hashes } of bill.components) {
    assert.match(papers, new RegExp(`^- ${name} ${version}: ${licenses[0].license.id}$`, "m"));
    assert.ok(["deno", "v8"].includes(name) || /^[0-9a-f]{128}$/.test(hashes[0].content), name);
  }
  const { components: bases } = bill.components.find(({ name }: { name: string }) => name === "deno");
  const [base] = bases.filter(({ name }: { name: string }) => name === "denort-x86_64-linux");
  const { stdout } = await runProgram(["sh", "-c", 'sha256sum "$(sh scripts/setup denort x86_64-linux)"']);
  assert.equal(bases.length, 2);
  assert.equal(base.hashes[0].content, stdout.slice(0, 64));
});

Deno.test("THIRD-PARTY has the licence's own text of each package, or that of the repository it comes from", async () => {
  const papers = Deno.readTextFileSync(`${await madeRelease()}/THIRD-PARTY`);
  const rule = "=".repeat(72);
  const texts = papers.split(new RegExp(`^${rule}\\n(.*)\\n${rule}\\n`, "m")).slice(1);
  const sections = new Map(texts.flatMap((title, i) => i % 2 === 0 ? [[title, texts[i + 1]!.trim()]] : []));
  const installed = installedPackages();
  const listed = [...papers.matchAll(/^- (\S+) (\S+): (\S+)$/gm)].map(([, name = "", version = "", licence = ""]) => ({
    name,
    version,
    title: `${name} ${version} (${licence})`,
  })).filter(({ name }) => name !== "deno" && name !== "v8");
  const textless: string[] = [];

  assert.ok(listed.length > 50);
  for (const { name, version, title } of listed) {
    const own = installed.find((each) => each.title === title);
    assert.ok(own !== undefined, `${name} ${version} is not in node_modules, or under another licence`);
    const related = installed.filter(({ repository }) => repository === own.repository && repository !== undefined);
    const possible = own.texts.length > 0 ? own.texts : related.flatMap(({ texts }) => texts);
    if (possible.length === 0) textless.push(name);
    else assert.ok(possible.includes(sections.get(title) ?? ""), title);
  }
  assert.deepEqual(textless, ["tr46"]);
});

/** What npm's packages say of themselves, read from where Deno has put them. */
function installedPackages() {
  const store = `${ROOT}/node_modules/.deno`;
  return [...Deno.readDirSync(store)].filter(({ name }) => name.includes("@")).flatMap(({ name: folder }) => {
    const name = folder.slice(0, folder.indexOf("@", 1)).replace("+", "/");
    const place = `${store}/${folder}/node_modules/${name}`;
    const { version, license, repository } = JSON.parse(Deno.readTextFileSync(`${place}/package.json`));
    const files = [...Deno.readDirSync(place)].filter(({ name, isFile }) =>
      isFile && /^(licen[cs]e|copying)/i.test(name)
    );
    return {
      title: `${name} ${version} (${license?.type ?? license})`,
      repository: repository?.url ?? repository as string | undefined,
      texts: files.map(({ name }) => Deno.readTextFileSync(`${place}/${name}`).trim()),
    };
  });
}

Deno.test("the container file installs a package that is there", async () => {
  const folder = await madeRelease();
  const text = Deno.readTextFileSync(`${folder}/Containerfile`);

  const [, deb = ""] = /"\/release\/(\S+)_\$\{TARGETARCH/.exec(text) ?? [];

  assert.doesNotMatch(text, /@[A-Z]+@/);
  for (const processor of ["amd64", "arm64"]) assert.ok(sumsOf(folder).has(`${deb}_${processor}.deb`));
});

Deno.test("a checkout with changes, another version, and a full folder are refused", async () => {
  await inScenario(async ({ repo, sh }) => {
    await sh(
      `cp '${ROOT}/deno.json' '${ROOT}/CHANGELOG.md' . && mkdir scripts && cp '${ROOT}/scripts/release' scripts`,
    );
    repo.write({ "out/file": "" });
    await repo.commit("what is looked at first");
    const told = async (...words: readonly string[]) => {
      const { code, stderr } = await runRelease(repo.root, words);
      assert.equal(code, 1);
      return stderr;
    };

    assert.match(await told("9.9.9"), /^release: deno\.json says \d+\.\d+\.\d+, not 9\.9\.9$/m);
    assert.match(await told(VERSION, "--out", "out"), /^release: \S+\/out is not empty$/m);
    repo.write({ stray: "" });
    assert.match(await told(VERSION), /^release: the checkout is not clean/m);
    assert.match((await runRelease(repo.root, [VERSION, "--url"])).stderr, /^release: --url needs a value\nusage: /);
  });
});
