import { equal, throws } from "node:assert/strict";
import {
  checkWritableInside,
  joinPath,
  normalizePath,
  parentOf,
  pathsOverlap,
  relativeFrom,
  relativeInside,
} from "../../src/repo/paths.ts";
import { folderRepo } from "../support/folder_repo.ts";
import fc from "fast-check";

const part = fc.constantFrom("a", "b", "..", ".", "", "c d", ".x");
const anyPath = fc.array(part, { maxLength: 8 }).map((parts) => parts.join("/"));

Deno.test("normalising twice changes nothing more, and leaves no dot, double or trailing slash", () => {
  fc.assert(fc.property(anyPath, (path) => {
    const once = normalizePath(path);
    equal(normalizePath(once), once);
    equal(/(^|\/)\.(\/|$)|\/\/|.\/$/.test(once), false, once);
  }));
});

Deno.test("a relative path leads from one folder to the other", () => {
  const absolute = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 }).map((parts) => "/" + parts.join("/"));
  fc.assert(fc.property(absolute, absolute, (from, to) => {
    equal(joinPath(from, relativeFrom(from, to)), to);
  }));
});

Deno.test("parents and insides", () => {
  equal(parentOf("/a"), "/");
  equal(parentOf("a/b"), "a");
  equal(parentOf("a"), "");
  equal(relativeInside("/r", "/r/a/b"), "a/b");
  equal(relativeInside("/r", "/rx"), undefined);
  equal(relativeInside("/", "/x"), "x");
});

Deno.test("paths overlap when one is the other or above it, not when their names begin alike", () => {
  for (
    const [a, b, overlap] of [["a/b", "a/b", true], ["a", "a/b", true], ["a/b", "a/bc", false], [
      "a",
      "b",
      false,
    ]] as const
  ) {
    equal(pathsOverlap(a, b), overlap, `${a} ${b}`);
    equal(pathsOverlap(b, a), overlap, `${b} ${a}`);
  }
});

Deno.test("a path that leaves the repository by a symlink is refused, also where it does not exist yet", () => {
  using outside = folderRepo();
  using files = folderRepo({
    "out": { link: outside.root },
    "in/real/f": "",
    "link": { link: "in" },
    "git": { link: ".git" },
    ".git/hooks/x": "",
    "broken": { link: "nowhere" },
  });
  const check = (path: string) => checkWritableInside(files.host.fs, files.root, `${files.root}/${path}`);

  for (const path of ["out/f", "out/new/deep/f", "git/hooks/f", ".git/hooks/f", ".dvc/cache/f", "broken/f", ".git"]) {
    throws(() => check(path), { kind: "invalid-file" }, path);
  }
  throws(() => checkWritableInside(files.host.fs, files.root, outside.root + "/f"), { kind: "invalid-file" });
  for (const path of ["f", "new/deep/f", "link/f", "out", "in/real/f"]) check(path);
});
