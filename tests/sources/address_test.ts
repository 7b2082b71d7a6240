import assert from "node:assert/strict";
import { createConfig } from "../../src/repo/mod.ts";
import { formatAddress, keyValues, sourceAddress, withoutPassword, writtenAddress } from "../../src/sources/address.ts";
import { withSettings } from "../../src/sources/settings.ts";

const NOTHING = { config: undefined, remote: undefined, remoteConfig: undefined };
const host = {} as Parameters<typeof withSettings>[0];

Deno.test("a remote, options for it, or both are written as DVC writes them", () => {
  const named = sourceAddress("../x", "v1", { ...NOTHING, remote: "store" });
  const options = sourceAddress("../x", undefined, { ...NOTHING, remoteConfig: ["jobs=2"] });
  const both = sourceAddress("../x", undefined, { ...NOTHING, remote: "store", remoteConfig: ["jobs=2", "url=/a=b"] });

  assert.deepEqual([...formatAddress(named, "abc")], [
    ["url", "../x"],
    ["rev", "v1"],
    ["rev_lock", "abc"],
    ["remote", "store"],
  ]);
  assert.deepEqual(options.remote, new Map([["jobs", "2"]]));
  assert.equal(both.remote, undefined);
  assert.deepEqual(
    both.config,
    new Map<string, Map<string, unknown>>([
      ["core", new Map([["remote", "store"]])],
      ["remote", new Map([["store", new Map([["jobs", "2"], ["url", "/a=b"]])]])],
    ]),
  );
});

Deno.test("what is written is what is read", () => {
  const address = sourceAddress("../x", "v1", { ...NOTHING, remote: "store" });

  const { revLock, ...read } = writtenAddress(formatAddress(address, "abc"));

  assert.equal(revLock, "abc");
  assert.deepEqual(read, { url: "../x", rev: "v1", config: undefined, remote: "store" });
});

Deno.test("an option without a value is refused", () => {
  assert.throws(() => keyValues("--remote-config", ["jobs"]), /jobs/);
});

Deno.test("a password is not shown", () => {
  assert.equal(withoutPassword("https://me:secret@host/x.git"), "https://host/x.git");
  assert.equal(withoutPassword("git@host:x.git"), "git@host:x.git");
});

Deno.test("what an import says of its source's remotes goes before the source's own settings", () => {
  const config = createConfig(
    new Map([
      ["core", new Map([["remote", "old"]])],
      ['remote "old"', new Map([["url", "/old"], ["jobs", "8"]])],
    ]),
  );

  const other = withSettings(host, config, { url: "x", remote: new Map([["jobs", "2"]]) });
  const both = withSettings(
    host,
    config,
    sourceAddress("x", undefined, {
      ...NOTHING,
      remote: "new",
      remoteConfig: ["url=/new"],
    }),
  );

  assert.deepEqual([...other.remote("old") ?? []], [["url", "/old"], ["jobs", "2"]]);
  assert.equal(both.get("core", "remote"), "new");
  assert.equal(both.remote("new")?.get("url"), "/new");
  assert.deepEqual([...both.remoteNames()].sort(), ["new", "old"]);
});
