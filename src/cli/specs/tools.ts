import { type CommandSpec, option } from "../spec.ts";

export const TOOL_COMMANDS: readonly CommandSpec[] = [
  {
    exp: "init",
    dvc: "init",
    args: "[directory]",
    about: "make a repository here (--example: with a small real project)",
    options: [
      option("--no-scm", "without Git"),
      option("-f, --force", "replace what is there"),
      option("--subdir", "below the top of a Git repository"),
      option("--example", "write an example project and commit it", { only: "exp" }),
    ],
    load: () => import("../commands/init.ts"),
  },
  {
    exp: "root",
    dvc: "root",
    about: "print the way to the repository's root",
    load: () => import("../commands/root.ts"),
  },
  {
    exp: "doctor",
    dvc: "version",
    aliases: ["doctor"],
    about: "check git, file system, cache, locks and leftovers",
    options: [
      option("--fix", "repair what can be repaired", { only: "exp" }),
      option("--json", "as JSON", { only: "exp" }),
    ],
    load: () => import("../commands/doctor.ts"),
  },
  {
    exp: "version",
    about: "print version, Deno version, platform and permissions",
    options: [option("--json", "as JSON")],
    load: () => import("../commands/version.ts"),
  },
  {
    exp: "hydra parse",
    args: "[overrides...]",
    about: "say what overrides mean",
    options: [option("--json", "as JSON"), option("--jsonl", "read cases from standard input, one a line")],
    load: () => import("../commands/hydra_parse.ts"),
  },
  {
    exp: "hydra sweep",
    args: "[overrides...]",
    about: "say which points a sweep has",
    options: [option("--json", "as JSON"), option("--jsonl", "read cases from standard input, one a line")],
    load: () => import("../commands/hydra_sweep.ts"),
  },
  {
    exp: "hydra apply",
    args: "[file] [overrides...]",
    about: "say what overrides do to a file, without changing it",
    options: [option("--json", "as JSON"), option("--jsonl", "read cases from standard input, one a line")],
    load: () => import("../commands/hydra_apply.ts"),
  },
  {
    exp: "hydra compose",
    args: "[overrides...]",
    about: "print the composed configuration",
    options: [
      option("--config-dir <dir>", "the folder with the configuration (default: conf)"),
      option("--config-name <name>", "the primary configuration (default: config)"),
      option("--json", "as JSON"),
      option("--jsonl", "read cases from standard input, one a line"),
    ],
    load: () => import("../commands/hydra_compose.ts"),
  },
  {
    exp: "internal probe",
    args: "<port>",
    about: "try what the permissions forbid, and say what came of it",
    hidden: true,
    load: () => import("../commands/internal_probe.ts"),
  },
  {
    exp: "internal resolve",
    about: "print every stage, resolved, as JSON",
    hidden: true,
    options: [option("--json", "as JSON")],
    load: () => import("../commands/internal_resolve.ts"),
  },
];
