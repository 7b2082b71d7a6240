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

const FS_CONFIG = option("--fs-config <pairs...>", "options of the place, as a remote has them: KEY=VALUE");

const LISTING = [
  option("-R, --recursive", "all files below"),
  option("-T, --tree", "as a tree"),
  option("-L, --level <n>", "no more folders deep than this", { as: "int" }),
  option("--size", "with sizes"),
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
  "import-url": {
    dvc: "import-url",
    args: "<url> [out]",
    completes: "none",
    about: "track a file or folder of a URL here",
    examples: ["exp import-url s3://bucket/raw/cats", "exp import-url remote://store/raw/cats.csv data/cats.csv"],
    options: [
      option("--to-remote", "send the data to a remote, and keep none here"),
      option("-r, --remote <name>", "with --to-remote: which; default: the default one"),
      option("--no-exec", "only write the .dvc file"),
      option("--no-download", "look at the URL, but do not get the data"),
      JOBS,
      FORCE,
      option("--version-aware", "remember versions (exp cannot, but for paths of this machine)"),
      FS_CONFIG,
      NO_WAIT,
    ],
  },
  "update": {
    dvc: "update",
    args: "<targets...>",
    about: "bring imports up to what their sources are now",
    examples: ["exp update data.dvc", "exp update --rev v2 data.dvc"],
    options: [
      option("--rev <commit>", "from now on follow this branch, tag or commit"),
      option("-R, --recursive", "targets that are folders: all below"),
      option("--no-download", "only move the record on"),
      option("--to-remote", "send the new data to a remote, and keep none here"),
      option("-r, --remote <name>", "with --to-remote: which; default: the default one"),
      JOBS,
      NO_WAIT,
    ],
  },
  "get-url": {
    dvc: "get-url",
    args: "<url> [out]",
    completes: "none",
    about: "get a file or folder of a URL",
    examples: ["exp get-url s3://bucket/raw/cats.csv", "exp get-url remote://store/raw/cats.csv data/cats.csv"],
    options: [JOBS, FORCE, FS_CONFIG],
  },
  "data list": {
    dvc: "list",
    aliases: ["ls"],
    args: "<url> [path]",
    completes: "none",
    about: "list what another repository has, tracked data too",
    examples: ["exp data list -R ../other data", "exp data list --rev v1 --tree --size ../other"],
    options: [
      ...LISTING,
      option("--dvc-only", "only tracked data"),
      option("--json", "as JSON"),
      REV,
      ...SETTINGS,
      option("--show-hash", "with what tracked data is told apart by"),
    ],
  },
  "data du": {
    dvc: "du",
    short: "du",
    args: "<url> [path]",
    completes: "none",
    about: "say how large a repository's files and data are",
    examples: ["exp data du .", "exp data du -s --rev v1 ../other models"],
    options: [option("-s, --summarize", "only the sum"), REV, ...SETTINGS],
  },
  "artifacts get": {
    dvc: "artifacts get",
    args: "<url> <name>",
    completes: "none",
    about: "get a model or data set that a repository registers",
    examples: ["exp artifacts get ../models best", "exp artifacts get --stage prod ../models churn:best -o model.pkl"],
    options: [
      option("--rev <version>", "a version, by its tag NAME@VERSION; default: the greatest"),
      option("--stage <name>", "what this stage is assigned to, by its tag NAME#STAGE"),
      OUT,
      option("--show-url", "only print where the data is stored"),
      JOBS,
      FORCE,
      ...SETTINGS,
    ],
  },
  "dataset add": {
    dvc: "dataset add",
    args: "<name>",
    completes: "none",
    about: "name a data set of a repository or URL in dvc.yaml",
    examples: ["exp dataset add cats --dvc ../other --path raw/cats", "exp dataset add dogs --url s3://bucket/dogs"],
    options: [
      option("--dvc <url>", "a repository"),
      option("--url <url>", "a URL, or a path of this machine"),
      option("--dc <name>", "a DataChain data set (exp has none)", { only: "dvc" }),
      option("--rev <commit>", "with --dvc: a branch, tag or commit"),
      option("--path <path>", "with --dvc: a file or folder of it"),
      FORCE,
      NO_WAIT,
    ],
  },
  "dataset update": {
    dvc: "dataset update",
    args: "<name>",
    completes: "none",
    about: "bring a data set of dvc.yaml up to what it is now",
    examples: ["exp dataset update cats", "exp dataset update --rev v2 cats"],
    options: [option("--rev <commit>", "from now on this branch, tag or commit"), NO_WAIT],
  },
  "list-url": {
    dvc: "list-url",
    aliases: ["ls-url"],
    args: "<url>",
    completes: "none",
    about: "list what is at a URL",
    examples: ["exp list-url s3://bucket/raw", "exp list-url -R --size remote://store/raw"],
    options: [...LISTING, FS_CONFIG],
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
