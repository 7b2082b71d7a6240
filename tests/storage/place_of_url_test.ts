import assert from "node:assert/strict";
import { createConfig } from "../../src/repo/mod.ts";
import { placeOfUrl, urlOf } from "../../src/storage/mod.ts";

const CONFIG = createConfig(
  new Map([
    ['remote "up"', new Map([["url", "s3://bucket/data"], ["profile", "me"]])],
    ['remote "sub"', new Map([["url", "remote://up/more"], ["region", "x"]])],
    ['remote "disk"', new Map([["url", "/mnt/disk"]])],
  ]),
);

Deno.test("what lies on one server or in one bucket has one place", () => {
  const placed = (url: string) => {
    const { place, path } = placeOfUrl(CONFIG, url);
    return [place.url, path];
  };
  assert.deepEqual(placed("s3://bucket/a/b"), ["s3://bucket/", "a/b"]);
  assert.deepEqual(placed("ssh://me@host:22//a/../b/"), ["ssh://me@host:22/", "b"]);
  assert.deepEqual(placed("https://host/a?b=1"), ["https://host/", "a?b=1"]);
  assert.deepEqual(placed("file:///a/b"), ["/", "a/b"]);
  assert.deepEqual(placed("/a/b"), ["/", "a/b"]);
  assert.deepEqual(placed("s3://bucket"), ["s3://bucket/", ""]);
});

Deno.test("a URL of a remote lies in the remote's place, with its options", () => {
  assert.deepEqual(placeOfUrl(CONFIG, "remote://sub/x/./y"), {
    place: {
      url: "s3://bucket/data/more",
      options: new Map([["profile", "me"], ["region", "x"]]),
      remote: "sub",
    },
    path: "x/y",
  });
  assert.throws(() => placeOfUrl(CONFIG, "remote://stoer/x"), { fault: "config/storage-no-remote" });
});

Deno.test("two spellings of one place are one URL", () => {
  const known = (url: string) => urlOf(placeOfUrl(CONFIG, url));
  assert.equal(known("remote://sub/x"), "s3://bucket/data/more/x");
  assert.equal(known("s3://bucket/data//more/y/../x"), "s3://bucket/data/more/x");
  assert.equal(known("remote://disk/x"), "/mnt/disk/x");
  assert.equal(known("file:///mnt/disk/x/"), "/mnt/disk/x");
});
