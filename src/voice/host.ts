import { INSTALL_GIT } from "../common/mod.ts";
import type { HostFaults } from "../host/mod.ts";
import type { Sayings } from "./saying.ts";

export const HOST: Sayings<HostFaults> = {
  "io/machine": ({ code, text }) => ({
    exp: text,
    ...(code === "EFTYPE" ? { hint: "nothing can be read from it: move it away" } : {}),
    isDvcCrash: true,
  }),
  "full-disk/machine": ({ text }) => ({
    exp: `no space left on the disk (${text})`,
    hint: "free some space and run the same command again; nothing was half-written",
    isDvcCrash: true,
  }),
  "no-git/not-installed": () => ({ exp: "git is not on PATH", hint: INSTALL_GIT }),
  "no-git/too-old": ({ version }) => ({ exp: `git ${version} is too old`, hint: INSTALL_GIT }),
  "io/no-program": ({ program }) => `${program} is not on PATH`,
  "not-found/asset": ({ name }) => ({
    exp: `the page script ${name} has not been built`,
    hint: "run sh scripts/build once",
  }),
};
