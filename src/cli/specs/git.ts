import { defineCommands, option } from "../command.ts";

const CALLED_BY_GIT = { args: "[args...]", rest: true, hidden: true } as const;

const MERGED_FILES = [
  option("--ancestor <file>", "the file as it was before both changed it"),
  option("--our <file>", "our file: the result goes there"),
  option("--their <file>", "their file"),
  option("--path <path>", "what it is called in the work tree", { only: "exp" }),
  option("--marker-size <n>", "how long the markers of conflicts are", { as: "int", only: "exp" }),
] as const;

export const GIT_COMMANDS = defineCommands({
  "install": {
    dvc: "install",
    about: "let Git call exp: at checkouts, commits, pushes and merges",
    examples: ["exp install", "exp install --use-pre-commit-tool"],
    options: [option("--use-pre-commit-tool", "by .pre-commit-config.yaml instead of hooks")],
  },
  "git-hook post-checkout": {
    dvc: "git-hook post-checkout",
    about: "after Git has checked out a commit: the data of it",
    ...CALLED_BY_GIT,
  },
  "git-hook pre-commit": {
    dvc: "git-hook pre-commit",
    about: "before Git commits: what has changed",
    ...CALLED_BY_GIT,
  },
  "git-hook pre-push": {
    dvc: "git-hook pre-push",
    about: "before Git pushes: the data goes first",
    ...CALLED_BY_GIT,
  },
  "git-hook merge-driver": {
    dvc: "git-hook merge-driver",
    about: "merge a .dvc file for Git",
    hidden: true,
    options: MERGED_FILES,
  },
  "git-hook merge-lock": {
    about: "merge dvc.lock for Git",
    hidden: true,
    options: MERGED_FILES,
  },
});
