import { deepEqual, equal } from "node:assert/strict";
import { createIgnore, type Ignore } from "../../src/repo/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const explain = (ignore: Ignore, path: string, isDir = false) => {
  const found = ignore.explain(path, isDir);
  if (found === undefined) return "";
  return "subRepo" in found
    ? `in sub_repo:${found.subRepo}`
    : `${found.file ?? ""}:${found.line ?? ""}:${found.pattern}`;
};

/** Recorded from check-ignore -d of DVC 3.67. `/` at the end of a path: a folder. */
const recorded: [rules: string, expected: Record<string, string>][] = [
  ["# c\n*.log\n/d/skip/\n!keep.log\nd/**/tmp\n", {
    "d/a": "",
    "d/b.log": "2:*.log",
    "d/keep.log": "4:!keep.log",
    "d/skip/x": "3:/d/skip/",
    "d/sub/skip/y": "",
    "d/sub/tmp/z": "5:d/**/tmp",
  }],
  ["*/", { "c/": "", "c/a/": "" }],
  ["/*/", { "c/": "1:/*/", "c/a/b": "1:/*/" }],
  ["c/**", { "c/": "1:c/**", "c/a": "1:c/**", "x/c/a": "" }],
  ["**/y/", { "x/y/": "1:**/y/", "x/y/z": "1:**/y/", "y": "" }],
  ["!c/", { "c/": "1:!c/", "c/a/": "1:!c/", "c/a/f": "" }],
  ["a*\nab\n", { "ab": "1:a*" }],
  ["a*\n!x\nab\n", { "ab": "3:ab" }],
  ["!a*\n!ab\n", { "ab": "2:!ab" }],
  ["*\nc/\n", { "ab": "1:*", "c/": "2:c/" }],
  ["[]a]b\n", { "ab": "1:[]a]b", "]b": "1:[]a]b" }],
  ["[!a]b\n", { "ab": "", "bb": "1:[!a]b" }],
  ["\\#a\n\\!b\n", { "#a": "1:\\#a", "!b": "2:\\!b" }],
  ["a\\ b\n", { "a b": "1:a\\ b" }],
  ["*.txt/*\n", { "c/a.txt/b": "", "a.txt/b": "1:*.txt/*" }],
];
for (const [rules, expected] of recorded) {
  Deno.test(`.dvcignore ${JSON.stringify(rules)} decides as DVC does`, () => {
    using files = folderRepo({ ".dvcignore": rules });
    const ignore = createIgnore(files.host.fs, files.root);
    const found = Object.fromEntries(
      Object.keys(expected).map((path) => {
        const isDir = path.endsWith("/");
        return [path, explain(ignore, isDir ? path.slice(0, -1) : path, isDir).replace(".dvcignore:", "")];
      }),
    );
    deepEqual(found, expected);
  });
}

Deno.test("deeper files add rules for what is below them, and override upper ones", () => {
  using files = folderRepo({ ".dvcignore": "*.tmp\n", "p/.dvcignore": "!keep.tmp\n/data/only\n", "p/data/x": "" });
  const ignore = createIgnore(files.host.fs, files.root);

  equal(ignore.isIgnored("a.tmp", false), true);
  equal(ignore.isIgnored("p/keep.tmp", false), false);
  equal(ignore.isIgnored("p/data/only", false), true);
  equal(ignore.isIgnored("p/data/s/only", false), false);
});

Deno.test("nothing below an ignored folder comes back, also not by its own file", () => {
  using files = folderRepo({ ".dvcignore": "/d\n!/d/x\n", "d/.dvcignore": "!x\n", "d/x": "" });
  const ignore = createIgnore(files.host.fs, files.root);

  equal(ignore.isIgnored("d/x", false), true);
  equal(ignore.inFolder("")("d", true), true);
});

Deno.test("git, hg, .dvc and other repositories are ignored everywhere", () => {
  using files = folderRepo({ "other/.dvc/config": "", "other/f": "", "s/f": "" });
  const ignore = createIgnore(files.host.fs, files.root);

  for (const name of [".git", ".hg", ".dvc", "s/.git", "s/.dvc", "other"]) {
    equal(ignore.isIgnored(name, true), true, name);
  }
  equal(ignore.isIgnored("s/.git", false), true);
  equal(ignore.isIgnored("other/f", false), true);
  equal(ignore.isIgnored("s/f", false), false);
});

Deno.test("a file of rules that is ignored itself has no say, as with DVC", () => {
  using files = folderRepo({ ".dvcignore": ".*\n", "build/.dvcignore": "b\n", "build/b": "" });
  const ignore = createIgnore(files.host.fs, files.root);

  equal(ignore.isIgnored("build/b", false), false);
  equal(ignore.isIgnored("build/.dvcignore", false), true);
});
