import type { StorageFaults } from "../storage/mod.ts";
import { hintOnTrust } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

const whose = (remote: string | undefined) => remote === undefined ? "" : `remote "${remote}": `;

export const STORAGE: Sayings<StorageFaults> = {
  "config/storage-scheme": ({ remote, url, scheme, reason }) => ({
    exp: `${whose(remote)}exp does not work with ${scheme}:// (${url})`,
    hint: reason,
  }),
  "config/storage-option": ({ remote, option, scheme, reason }) => ({
    exp: `${whose(remote)}exp does not know how to do '${option}' for ${scheme}://`,
    hint: reason,
  }),
  "config/storage-lacks": ({ remote, option, value, needed }) => ({
    exp: `${whose(remote)}${option} ${value} needs ${needed}, too`,
    hint: remote === undefined
      ? `--fs-config ${needed}=VALUE gives it`
      : needed === "password"
      ? `exp remote modify --local ${remote} password VALUE, or: exp remote modify ${remote} ask_password true`
      : `exp remote modify --local ${remote} ${needed} VALUE`,
  }),
  "config/storage-value": ({ remote, option, reason }) => `${whose(remote)}${option}: ${reason}`,
  "config/storage-cannot-list": ({ shown }) => ({
    exp: `${shown} cannot be asked what is there: HTTP has no way to do so`,
    hint:
      "what is named can be pushed, pulled and looked at; to list or to collect garbage, use WebDAV, SSH or a bucket",
  }),
  "config/storage-no-remote": ({ url, remote, remotes }) => ({
    exp: `there is no remote "${remote}" (${url})`,
    hint: `remotes: ${remotes.join(", ") || "none"}; add one with \`exp remote add\``,
    dvc: `remote '${remote}' doesn't exist`,
  }),
  "config/storage-url": ({ remote, url, reason }) => `${whose(remote)}${url} ${reason}`,
  "no-program/storage": ({ program, shown, toInstall }) => ({
    exp: `${program} is needed for ${shown}, and is not installed`,
    hint: toInstall,
  }),
  "no-program/storage-too-old": ({ program, version, needed, what }) => ({
    exp: `${program} ${version} is too old for ${what}`,
    hint: `${program} ${needed} can; exp doctor says what else yours cannot do`,
  }),
  "remote-refused/storage": ({ shown, says }) => ({
    exp: `${shown} does not let us in: ${says}`,
    hint: "look at its credentials: exp remote modify --local NAME OPTION VALUE, or the environment",
  }),
  "remote-refused/no-terminal": ({ shown }) => ({
    exp: `${shown} wants a password, and there is no terminal to ask for it`,
    hint: "exp remote modify --local NAME password VALUE keeps it out of Git",
  }),
  "remote-failed/storage": ({ shown, says }) => ({
    exp: `${shown} has failed: ${says}`,
    hint: hintOnTrust(says) ?? "what has arrived is kept; the same command goes on from there",
  }),
  "not-found/storage": ({ shown, says }) => `${shown} is not there: ${says}`,
  "interrupted/transfer": ({ shown }) => ({
    exp: `interrupted while data went to or from ${shown}`,
    hint: "what has arrived is kept; the same command goes on from there",
  }),
  "io/storage-file": ({ doing, path, why }) => `cannot ${doing} ${path}: ${why}`,
  "full-disk/storage-file": ({ doing, path }) => `cannot ${doing} ${path}: no space left on the device`,
};
