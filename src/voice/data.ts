import type { DataFaults } from "../data/mod.ts";
import { checkoutFailed, hintOnMethod, hintOnTrust, noSuchFile, trackedByGit } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

function few(files: readonly string[]): string {
  return files.slice(0, 3).join(", ") + (files.length > 3 ? `, … (${files.length} files)` : "");
}

const VERSIONED = {
  push: "exp does not write to such remotes, dvc does",
  gc: "nothing in it is garbage",
  prove: "it has no objects whose names could prove anything",
};

export const DATA: Sayings<DataFaults> = {
  "missing-data/objects": ({ path, files }) => ({
    exp: `the cache does not have the data of ${few(files)}`,
    hint: "get it with `exp pull`, or run the stage that makes it",
    dvc: checkoutFailed([path.slice(path.lastIndexOf("/") + 1)]),
  }),
  "missing-data/dead-link": ({ path }) => ({
    exp: `${path} is a symlink to nowhere: its data is gone from the cache`,
    hint: "get the data with `exp pull`, or remove the link with `exp untrack --outs`; nothing was changed",
    dvc: noSuchFile(path),
    dvcExit: 1,
  }),
  "damaged-data/object": ({ object }) => ({
    exp: `the cache object ${object} is damaged; it was removed`,
    hint: "get it again with `exp pull`, or run the stage that makes it",
    dvcExit: 1,
  }),
  "failed/changed-meanwhile": ({ path }) => ({
    exp: `${path} changed while it was being stored`,
    hint: "let the program that writes it finish, then run the command again",
  }),
  "failed/nothing-to-store": ({ path }) => `${path} does not exist`,
  "conflict/unsaved": ({ files }) => ({
    exp: `these files are not saved and would be lost: ${files.join(", ")}`,
    hint: "save them (`exp commit`), move them away, or use --force",
    dvc: "Can't remove the following unsaved files without confirmation. Use `--force` to force.\n" + files.join("\n"),
  }),
  "conflict/tracked-by-git": ({ shown }) => ({
    exp: `output ${shown} is tracked by Git`,
    hint: `take it out of Git first: git rm -r --cached '${shown}'`,
    dvc: trackedByGit(shown),
  }),
  "config/no-cache-type": ({ types, target }) => ({
    exp: `none of the configured cache types (${types.join(", ")}) works for ${target}`,
    hint: `add \`copy\`: exp config cache.type ${[...types, "copy"].join(",")}`,
    dvc: `No possible cache link types for '${target}'.`,
    dvcExit: 255,
  }),
  "config/versioned-remote": ({ remote, wish }) => ({
    exp: `remote "${remote}" keeps versions of files: ${VERSIONED[wish]}`,
    hint: "exp fetches and pulls from it, and compares with it",
    dvc: wish === "gc"
      ? "configuration error - config file error: 'gc -c' is unsupported for cloud versioned remotes"
      : `remote '${remote}' is cloud versioned: ${VERSIONED[wish]}`,
    ...wish === "gc" ? {} : { dvcExit: 255 },
  }),
  "config/no-such-remote": ({ remote, remotes }) => ({
    exp: `there is no remote "${remote}"`,
    hint: `remotes: ${remotes.join(", ") || "none"}; add one with \`exp remote add\``,
    dvc: `config file error: remote '${remote}' doesn't exist`,
    dvcExit: 1,
  }),
  "config/no-default-remote": ({ root, remotes }) => ({
    exp: "no remote is set",
    hint: remotes.length === 0 ? "exp remote add -d NAME FOLDER" : `exp remote default NAME (${remotes.join(", ")})`,
    dvc: `config file error: no remote specified in ${root}. ` +
      (remotes.length === 0
        ? "Create a default remote with\n    dvc remote add -d <remote name> <remote url>"
        : "Setup default remote with\n    dvc remote default <remote name>\nor use:\n    dvc <command> -r <remote name>"),
    dvcExit: 1,
  }),
  "invalid-file/outside-of-git": ({ path, top }) => ({
    exp: `${path} is outside of the Git repository`,
    dvc: `'${path}' is outside of git repository '${top}'`,
  }),
  "invalid-file/hash": ({ hash }) => `${JSON.stringify(hash)} is not an MD5 hash`,
  "invalid-file/folder-object": ({ name, what }) => `the folder object ${name} ${what}`,
  "invalid-file/special": ({ path }) => ({
    exp: `${path} is neither a file nor a folder`,
    hint: "move it away; what lies in a folder, .dvcignore can leave out, too",
  }),
  "invalid-file/dead-link": ({ path }) => ({ exp: `${path} is a symlink to nowhere`, dvc: noSuchFile(path) }),
  "invalid-file/name-not-utf8": ({ folder, shown }) =>
    shown === undefined ? `${folder} holds a file whose name is not UTF-8` : {
      exp: `${folder} holds a file whose name is not valid UTF-8: '${shown}'`,
      hint: "rename it (convmv renames many) and try again",
    },
  "invalid-file/dvcignore-inside": ({ folder, relpath }) => ({
    exp: `${folder}/${relpath}: a tracked folder cannot hold a .dvcignore`,
    hint: "move its lines to a .dvcignore above the folder",
    dvc: `.dvcignore file should not be in collected dir path: '${folder}'`,
  }),
  "remote-failed/objects": ({ shown, paths, says, copied }) => ({
    exp: `${few(paths)} did not get through to or from ${shown}: ${says}`,
    hint: hintOnTrust(says) ??
      `${
        copied === 0 ? "" : `${copied} ${copied === 1 ? "other" : "others"} did; `
      }the same command goes on from there`,
    dvc: `${paths.length} files failed to transfer`,
  }),
  "remote-refused/objects": ({ shown, paths, says, copied }) => ({
    exp: `${shown} does not let us send or have ${few(paths)}: ${says}`,
    hint: hintOnMethod(says) ??
      `${copied === 0 ? "" : `${copied} ${copied === 1 ? "other" : "others"} went through; `}` +
        "look at its credentials, and at what they allow",
    dvc: `${paths.length} files failed to transfer`,
  }),
  "remote-failed/unseen": ({ shown, paths, says }) => ({
    exp: `nobody knows whether ${shown} has ${few(paths)}: ${says}`,
    hint: "all else is told; ask again when it can be read",
  }),
  "remote-refused/unseen": ({ shown, paths, says }) => ({
    exp: `${shown} does not let us look for ${few(paths)}: ${says}`,
    hint: "all else is told; look at what you may read there",
  }),
  "full-disk/file": ({ doing, path }) => ({
    exp: `the disk is full: cannot ${doing} ${path}`,
    hint: "make room (for example with `exp gc`) and run the command again",
  }),
  "io/file": ({ doing, path, why }) => `cannot ${doing} ${path}: ${why}`,
};
