import { defineCommands, NO_WAIT, option } from "../command.ts";

const JOBS = option("-j, --jobs <n>", "how many files at a time", { as: "int" });
const OUT = option("-o, --out <path>", "where it goes");
const FORCE = option("-f, --force", "replace what is there");
const REV = option("--rev <commit>", "a branch, tag or commit of the source; default: its HEAD");

/** How the source's own remotes are to be used. */
const SETTINGS = [
  option("--config <file>", "a configuration to merge with the source's"),
  option("--remote <name>", "the source's remote to take its data from"),
  option("--remote-config <pairs...>", "options of that remote: KEY=VALUE"),
] as const;

export const SOURCE_COMMANDS = defineCommands({
  "import": {
    dvc: "import",
    args: "<url> <path>",
    completes: "none",
    about: "track a file or folder of another repository here",
    examples: ["exp import ../other data", "exp import --rev v1 ssh://host/data.git raw/cats -o cats"],
    options: [
      OUT,
      FORCE,
      REV,
      option("--no-exec", "only write the .dvc file"),
      option("--no-download", "look at the source, but do not get the data"),
      JOBS,
      ...SETTINGS,
      NO_WAIT,
    ],
  },
  "get": {
    dvc: "get",
    args: "<url> <path>",
    completes: "none",
    about: "get a file or folder of another repository",
    examples: ["exp get ../other models/best.pt", "exp get --rev v1 --show-url ../other data"],
    options: [
      OUT,
      REV,
      option("--show-url", "only print where the data is stored"),
      JOBS,
      FORCE,
      ...SETTINGS,
    ],
  },
});
