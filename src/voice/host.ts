import { INSTALL_GIT } from "../common/mod.ts";
import type { HostFaults } from "../host/mod.ts";
import type { Sayings } from "./saying.ts";

/** What stands where a file was to be read. */
const NO_FILES: Readonly<Record<string, string>> = {
  EISDIR: "a folder, not a file",
  ELOOP: "a symbolic link that leads back to itself",
};

const isNoFile = (code: string, operation: string) => code in NO_FILES && operation.startsWith("read");

export const HOST: Sayings<HostFaults> = {
  "io/machine": ({ code, operation, path, text }) => ({
    ...(path !== undefined && isNoFile(code, operation)
      ? { exp: `'${path}' is ${NO_FILES[code]}`, hint: "move it away: a file belongs there" }
      : { exp: text, ...(code === "EFTYPE" ? { hint: "nothing can be read from it: move it away" } : {}) }),
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
