import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { type DataStore, type Observed, openDataStore } from "../../src/data/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo, readTreeOf, writeFiles } from "../support/folder_repo.ts";

const MANY = Object.fromEntries([...Array(1100).keys()].map((i) => [`d/s${i % 7}/f${i}`, `${i}`]));
const OLD_S = 1_600_000_000.5;

type Folder = Extract<Observed, { kind: "dir" }>;

/** As it is when nothing is known of it. */
async function anew(files: FolderRepo): Promise<Folder> {
  using index = folderRepo();
  const repo = await files.open();
  using store = openDataStore({ ...repo, tmpDir: `${index.root}/.dvc/tmp` });
  return folder(store, files);
}

function folder(store: DataStore, files: FolderRepo): Folder {
  const observed = store.observe(files.root + "/d");
  if (observed.kind !== "dir") throw new Error("d is no folder");
  return observed;
}

/** Lets all files be old enough to be remembered. */
function age(files: FolderRepo): void {
  for (const path of Object.keys(readTreeOf(files.root))) Deno.utimeSync(`${files.root}/${path}`, OLD_S, OLD_S);
}

function ageShards(files: FolderRepo): void {
  for (const { name } of Deno.readDirSync(files.root + "/.dvc/cache/files/md5")) {
    Deno.utimeSync(`${files.root}/.dvc/cache/files/md5/${name}`, OLD_S, OLD_S);
  }
}

const plain = ({ info, tree }: Folder) => ({
  info,
  tree: tree.map(({ hash, relpath }) => ({ hash, relpath })).sort((a, b) => a.relpath < b.relpath ? -1 : 1),
});

const CHANGE = fc.record({
  at: fc.nat(1099),
  what: fc.constantFrom("edit", "touch", "remove", "add", "folder", "rename", "ignored", "link", "repository"),
});

function change(root: string, { at, what }: { at: number; what: string }): void {
  const path = `d/s${at % 7}/f${at}`;
  const isThere = () => Deno.lstatSync(`${root}/d/s${at % 7}`).isDirectory;
  try {
    if (what === "edit") writeFiles(root, { [path]: `edited ${at}` });
    if (what === "touch") Deno.utimeSync(`${root}/${path}`, OLD_S + at, OLD_S + at);
    if (what === "remove") Deno.removeSync(`${root}/${path}`);
    if (what === "add") writeFiles(root, { [`d/s${at % 9}/new "${at}"`]: "new" });
    if (what === "folder") writeFiles(root, { [`d/new${at}/${at}`]: `${at}` });
    if (what === "rename") Deno.renameSync(`${root}/${path}`, `${root}/d/renamed${at}`);
    if (what === "ignored") writeFiles(root, { [`d/${at}.log`]: "log" });
    if (what === "link") Deno.symlinkSync("../s0/f0", `${root}/d/s${at % 7}/link${at}`);
    if (what === "repository") writeFiles(root, { [`d/s${at % 7}/.dvc/config`]: "" });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || !isThere()) throw error; // removed or renamed before
  }
}

Deno.test("a large folder that has changed is observed as if nothing had been known of it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(CHANGE, { maxLength: 4 }), { minLength: 1, maxLength: 3 }), async (rounds) => {
      using files = folderRepo({ ".dvcignore": "*.log\n", ...MANY });
      age(files);
      for (const changes of [[], ...rounds]) {
        for (const each of changes) change(files.root, each);
        using store = openDataStore(await files.open());

        deepEqual(plain(folder(store, files)), plain(await anew(files)));
      }
    }),
    { numRuns: 5 },
  );
});

Deno.test("of a large folder that is stored, only what has changed is looked for and stored", async () => {
  using files = folderRepo(MANY);
  age(files);
  const save = async (looks: string[] = []) => {
    const { fs } = files.host;
    const note = <T>(path: string, answer: T) => (looks.push(path), answer);
    const host = files.failing({
      glance: (path) => note(path, fs.glance(path)),
      readBytes: (path) => note(path, fs.readBytes(path)),
    });
    using store = openDataStore(await openRepo(host));
    store.commit(files.root + "/d", folder(store, files));
    return store.observe(files.root + "/d");
  };
  await save();
  ageShards(files);
  for (const text of ["one", "two"]) {
    writeFiles(files.root, { "d/s0/f7": text });
    Deno.utimeSync(files.root + "/d/s0/f7", OLD_S + text.length, OLD_S + text.charCodeAt(0));
    const looks: string[] = [];

    const observed = await save(looks);

    using fresh = openDataStore(await files.open());
    equal(observed.kind === "dir" && fresh.has(observed.info), true);
    if (text === "two") equal(looks.length < 60, true, `${looks.length} looks`);
  }
});

Deno.test("an object that goes while a changed folder is stored is not believed to be there", async () => {
  using files = folderRepo(MANY);
  age(files);
  using first = openDataStore(await files.open());
  const before = folder(first, files);
  first.commit(files.root + "/d", before);
  first.forget();
  ageShards(files);
  equal(first.has(before.info), true);
  writeFiles(files.root, { "d/s0/f7": "changed" });
  const victim = before.tree.find(({ relpath }) => relpath === "s1/f1")?.hash ?? "";
  const { writeAtomic } = files.host.fs;
  const host = files.failing({
    writeAtomic(path, data, options) {
      if (path.endsWith(".dir")) Deno.removeSync(objectIn(files, victim));
      writeAtomic(path, data, options);
    },
  });

  using store = openDataStore(await openRepo(host));
  const observed = folder(store, files);
  store.commit(files.root + "/d", observed);

  equal(store.has(observed.info), false);
});

function objectIn(files: FolderRepo, hash: string): string {
  return `${files.root}/.dvc/cache/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
}
