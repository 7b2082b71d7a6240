import { deepEqual, equal, throws } from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { compareCodePoints } from "../../packages/values/value.ts";
import { hashBytes, hashHere } from "../../src/data/hash.ts";
import { formatTree, objectPath, parseTree } from "../../src/data/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const md5 = (data: string | Uint8Array) => createHash("md5").update(data).digest("hex");

Deno.test("files hash as DVC's documented examples", () => {
  equal(hashBytes(bytes("hello\n"), "md5"), "b1946ac92492d2347c6235b4d2611184");
  equal(hashBytes(bytes(""), "md5"), "d41d8cd98f00b204e9800998ecf8427e");
  equal(hashBytes(bytes("a\r\nb\r\n"), "md5"), "59b0d7772f0561efb95518f3cb8abc60");
});

Deno.test("the 2.x hash takes CRLF for LF in text only, piece by piece", () => {
  const mib = 1 << 20;
  const split = "x".repeat(mib - 1) + "\r" + "\nend";
  const late = "\0" + "x".repeat(mib - 1) + "a\r\n";

  equal(hashBytes(bytes("a\r\nb\r\n"), "md5-dos2unix"), md5("a\nb\n"));
  equal(hashBytes(bytes("a\r\rb"), "md5-dos2unix"), md5("a\r\rb"));
  equal(hashBytes(bytes("\0a\r\n"), "md5-dos2unix"), md5("\0a\r\n"));
  equal(hashBytes(bytes("é".repeat(100) + "\r\n"), "md5-dos2unix"), md5("é".repeat(100) + "\r\n"));
  equal(hashBytes(bytes(split), "md5-dos2unix"), md5(split));
  equal(hashBytes(bytes(late), "md5-dos2unix"), md5("\0" + "x".repeat(mib - 1) + "a\n"));
});

Deno.test("a file read in pieces hashes as in one", () => {
  using files = folderRepo();
  const data = new Uint8Array((1 << 20) * 2 + 77).map((_, i) => i * 31);
  Deno.writeFileSync(files.root + "/big", data);

  equal(hashHere(files.host.fs, files.root + "/big", "md5", data.length), md5(data));
  equal(hashHere(files.host.fs, files.root + "/big", "md5-dos2unix", data.length), hashBytes(data, "md5-dos2unix"));
});

Deno.test("folder objects are DVC's documented bytes", () => {
  const entries = ["c", "a", "b"].map((relpath) => ({ relpath, hash: md5(relpath + "\n") }));

  deepEqual(formatTree(entries), {
    hash: "5dcd2a8134332c352214d374a4941c5f.dir",
    text: '[{"md5": "60b725f10c9c85c70d97880dfe8191b3", "relpath": "a"}, ' +
      '{"md5": "3b5d5c3712955042212316173ccf37be", "relpath": "b"}, ' +
      '{"md5": "2cd6ee2c70b0bde53fbe6cac3c8b8bb1", "relpath": "c"}]',
  });
  equal(formatTree([]).hash, "d751713988987e9331980363e24189ce.dir");
});

Deno.test("entries are sorted by code points and escaped as Python does", () => {
  const names = ["sub0", "sub/x", "sub.b", "sub-a", "\u{1F600}", "\uFF5E", 'q"\\\n\x7f'];
  const { text } = formatTree(names.map((relpath) => ({ relpath, hash: md5("") })));

  deepEqual(parseTree(text, "t").map((entry) => entry.relpath), [...names].sort(compareCodePoints));
  equal(text.includes('"q\\"\\\\\\n\\u007f"'), true);
  equal(text.includes('"\\ud83d\\ude00"'), true);
  equal(text.indexOf("\\uff5e") < text.indexOf("\\ud83d"), true);
});

Deno.test("a folder object reads back as it was written", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 })
    .filter((text) => !/[\0/]/.test(text) && text !== "." && text !== ".." && !/^\.(git|dvc)$/i.test(text));
  const relpaths = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")));
  fc.assert(fc.property(relpaths, (paths) => {
    const entries = paths.sort(compareCodePoints).map((relpath) => ({ relpath, hash: md5(relpath) }));
    deepEqual(parseTree(formatTree(entries).text, "t"), entries);
  }));
});

const zero = "0".repeat(32);
const hostile: [what: string, entries: unknown][] = [
  ["a path that climbs", [{ md5: zero, relpath: "../x" }]],
  ["a path that climbs inside", [{ md5: zero, relpath: "a/../../x" }]],
  ["an absolute path", [{ md5: zero, relpath: "/etc/passwd" }]],
  ["a NUL", [{ md5: zero, relpath: "a\0b" }]],
  ["Git's folder", [{ md5: zero, relpath: ".git/hooks/x" }]],
  ["Git's folder in capitals", [{ md5: zero, relpath: "a/.GIT/config" }]],
  ["DVC's folder", [{ md5: zero, relpath: ".dvc/config" }]],
  ["an empty part", [{ md5: zero, relpath: "a//b" }]],
  ["a path twice", [{ md5: zero, relpath: "a" }, { md5: zero, relpath: "a" }]],
  ["a hash that is a path", [{ md5: "../../x", relpath: "a" }]],
  ["a folder's hash", [{ md5: zero + ".dir", relpath: "a" }]],
  ["no hash", [{ relpath: "a" }]],
  ["no list", { md5: zero, relpath: "a" }],
  ["null", [null]],
];
for (const [what, entries] of hostile) {
  Deno.test(`a folder object with ${what} is refused`, () => {
    throws(() => parseTree(JSON.stringify(entries), "x"), { kind: "invalid-file" });
  });
}

Deno.test("only 32 lower-case hex digits, or those and .dir, name an object", () => {
  equal(objectPath("/c", { algorithm: "md5", hash: "ab" + "0".repeat(30) }), "/c/files/md5/ab/" + "0".repeat(30));
  equal(objectPath("/c", { algorithm: "md5-dos2unix", hash: zero + ".dir" }), `/c/00/${"0".repeat(30)}.dir`);
  for (const hash of ["", "../../etc/passwd", zero.slice(1), zero + "0", zero.replace("0", "A"), zero + ".dir.dir"]) {
    throws(() => objectPath("/c", { algorithm: "md5", hash }), { kind: "invalid-file" });
  }
});
