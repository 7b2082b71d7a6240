/**
 * deno run -A scripts/packaging/make_release.ts FACTS, see scripts/release: of built programs all the files that people
 * install. FACTS is the JSON of a `Wanted`.
 */
import { createHash } from "node:crypto";
import { gzip, tar, zip } from "./archives.ts";
import { readComponents } from "./components.ts";
import { type Contents, unpackedFiles } from "./contents.ts";
import { debianPackage } from "./debian.ts";
import { ABOUT, isWindows, PACKAGE, type ReleaseFacts, type Target, TARGETS } from "./facts.ts";
import { mainPackage, platformPackage } from "./npm.ts";
import { packedChangelog, packedReadme, releaseNotes } from "./packed_papers.ts";
import { billOfMaterials, thirdParty } from "./papers.ts";
import { wheel, wheelName } from "./wheel.ts";

interface Wanted {
  readonly version: string;
  readonly commit: string;
  readonly date: number;
  readonly out: string;
  /** Where the files will be; empty: install.sh must be told. */
  readonly url: string;
  /** Where the repository's files of this version are to be read; empty: links of README become words. */
  readonly pages: string;
  /** A file for the version's part of the changelog; empty: none. */
  readonly notes: string;
  /** By target. */
  readonly programs: Readonly<Record<string, string>>;
  /** The program that runs on this machine. */
  readonly own: string;
}

const ROOT = new URL("../../", import.meta.url).pathname;

const wanted = JSON.parse(Deno.args[0] ?? "") as Wanted;
const facts: ReleaseFacts = { ...wanted, about: ABOUT };
const sums = new Map<string, string>();
const components = readComponents();
const changelog = Deno.readTextFileSync(`${ROOT}CHANGELOG.md`);
const day = new Date(facts.date * 1000).toISOString().slice(0, 10);
const contents = gatherContents();
for (const target of TARGETS) {
  const program = wanted.programs[target.name];
  if (program !== undefined) writeTarget(target, Deno.readFileSync(program));
}
write(`${PACKAGE}-${facts.version}.tgz`, mainPackage(facts, contents));
write(`exp-${facts.version}.cdx.json`, billOfMaterials(facts, components));
write("THIRD-PARTY", contents.thirdParty);
write("LICENSE", contents.licence);
write("install.sh", filledIn("install.sh"));
write("Containerfile", filledIn("Containerfile"));
const lines = [...sums].map(([name, sum]) => `${sum}  ${name}\n`).sort((a, b) => a.slice(66) < b.slice(66) ? -1 : 1);
Deno.writeTextFileSync(`${wanted.out}/SHA256SUMS`, lines.join(""));
if (wanted.notes !== "") Deno.writeTextFileSync(wanted.notes, releaseNotes(changelog, facts.version, day));

function gatherContents(): Contents {
  const shells = ["bash", "zsh", "fish", "powershell"];
  return {
    licence: Deno.readTextFileSync(`${ROOT}LICENSE`),
    thirdParty: thirdParty(components),
    readme: packedReadme(Deno.readTextFileSync(`${ROOT}README.md`), wanted.pages),
    changelog: packedChangelog(changelog, facts.version, day),
    manual: asked("man"),
    completions: Object.fromEntries(shells.map((shell) => [shell, asked("completion", shell)])),
  };
}

function asked(...args: readonly string[]): string {
  const { success, stdout } = new Deno.Command(wanted.own, { args: [...args], stderr: "inherit" }).outputSync();
  if (!success) throw new Error(`${wanted.own} ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}

function writeTarget(target: Target, program: Uint8Array): void {
  const { version, date } = facts, folder = `exp-${version}-${target.name}`;
  const name = isWindows(target) ? "exp.exe" : "exp";
  const files = unpackedFiles(folder, { path: name, data: program, isProgram: true }, contents);
  if (isWindows(target)) write(`${folder}.zip`, zip(files, date));
  else write(`${folder}.tar.gz`, gzip(tar(files, date)));
  const { debian } = target;
  if (debian !== undefined) {
    write(`${PACKAGE}_${version}_${debian}.deb`, debianPackage(facts, debian, program, contents));
  }
  write(wheelName(facts, target), wheel(facts, target, program, contents));
  write(`${PACKAGE}-${target.name}-${version}.tgz`, platformPackage(facts, target, program, contents));
}

function filledIn(name: string): string {
  const words = {
    "@VERSION@": facts.version,
    "@FROM@": wanted.url,
    "@DEFAULT@": wanted.url ? `where this file is, else ${wanted.url}` : "where this file is",
    "@PACKAGE@": PACKAGE,
  };
  let text = Deno.readTextFileSync(`${ROOT}scripts/packaging/${name}`);
  for (const [word, value] of Object.entries(words)) text = text.replaceAll(word, value);
  return text;
}

function write(name: string, data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  Deno.writeFileSync(`${wanted.out}/${name}`, bytes);
  sums.set(name, createHash("sha256").update(bytes).digest("hex"));
}
