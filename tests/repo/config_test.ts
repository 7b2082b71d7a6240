import type { ExpError } from "../../src/common/errors.ts";
import { sayingOf } from "../../src/voice/mod.ts";
import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { createConfig } from "../../src/repo/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

Deno.test("later levels win, and relative paths belong to the file that holds them", async () => {
  using files = folderRepo(
    {
      "global/config": "[core]\n    remote = g\n    autostage = true\n['remote \"g\"']\n    url = data\n",
      ".dvc/config.local": "[core]\n    remote = Here\n",
    },
    "[core]\n    remote = theirs\n[cache]\n    dir = ../shared\n    type = hardlink,copy\n['remote \"here\"']\n    url = ../../r\n",
  );
  const env = { get: (name: string) => name === "DVC_GLOBAL_CONFIG_DIR" ? files.root + "/global" : undefined };
  const { openRepo } = await import("../../src/repo/mod.ts");

  const repo = await openRepo({ ...files.host, env: { ...env, all: () => ({}) } });

  equal(repo.config.get("core", "remote"), "Here");
  equal(repo.config.getBool("core", "autostage", false), true);
  equal(repo.cacheDir, files.root + "/shared");
  deepEqual(repo.config.getList("cache", "type"), ["hardlink", "copy"]);
  equal(repo.config.remote("g")?.get("url"), files.root + "/global/data");
  equal(repo.config.remote("Here")?.get("url"), files.root.replace(/\/[^/]*$/, "/r"));
  deepEqual([...repo.config.remoteNames()].sort(), ["g", "here"]);
});

const refusals: [config: string, sentence: string][] = [
  ["[core]\nx = 1\n", "config file error: extra keys not allowed @ data['core']['x']"],
  ["[foo]\na = 1\n", "config file error: extra keys not allowed @ data['foo']"],
  ["[cache]\ntype = foo\n", "Unsupported cache type(s): foo for dictionary value @ data['cache']['type']"],
  ["[core]\nautostage = maybe\n", "expected true or false for dictionary value @ data['core']['autostage']"],
  ["[cache]\nshared = x\n", "expected one of group for dictionary value @ data['cache']['shared']"],
  ["['remote \"r\"']\nurl = /x\nfoo = 1\n", "extra keys not allowed @ data['remote']['r']['foo']"],
  ["['remote \"r\"']\nurl = zip://x\n", "Unsupported URL type zip:// for dictionary value @ data['remote']['r']"],
  ["[core]\nconstructor = 1\n", "extra keys not allowed @ data['core']['constructor']"],
];
for (const [config, sentence] of refusals) {
  Deno.test(`a wrong configuration is refused with DVC's words: ${JSON.stringify(config)}`, async () => {
    using files = folderRepo({}, config);
    await rejects(files.open(), (error: Error) => {
      const { dvc, dvcExit } = sayingOf(error as ExpError);
      equal(dvcExit, 251);
      return dvc.endsWith(sentence);
    });
  });
}

Deno.test("remote:// takes the other remote's url and options; a circle is an error", () => {
  const config = createConfig(
    new Map([
      ['remote "base"', new Map([["url", "/data"], ["jobs", "2"]])],
      ['remote "sub"', new Map([["url", "remote://base/part"]])],
      ['remote "x"', new Map([["url", "remote://y"]])],
      ['remote "y"', new Map([["url", "remote://x"]])],
    ]),
  );

  equal(config.remote("sub")?.get("url"), "/data/part");
  equal(config.remote("sub")?.get("jobs"), "2");
  throws(() => config.remote("x"), { kind: "config" });
});
