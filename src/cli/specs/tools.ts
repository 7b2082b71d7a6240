import { defineCommands, DRY_RUN, option } from "../command.ts";

export const TOOL_COMMANDS = defineCommands({
  "init": {
    dvc: "init",
    args: "[directory]",
    about: "make a repository here (--example: with a small real project)",
    examples: ["exp init", "exp init --example penguins", "exp init --yes --remote /mnt/data"],
    options: [
      option("--no-scm", "without Git"),
      option("-f, --force", "replace what is there"),
      option("--subdir", "below the top of a Git repository"),
      option("--example", "write an example project and commit it", { only: "exp" }),
      option("--remote <url>", "where data is sent to: a folder or a URL, the default remote", { only: "exp" }),
      option("--autostage", "let exp put its own files into Git's index", { only: "exp" }),
      option("-y, --yes", "ask nothing, take what is usual", { only: "exp" }),
      DRY_RUN,
    ],
  },
  "root": {
    dvc: "root",
    about: "print the way to the repository's root",
    examples: ["exp root", 'cd "$(exp root)"'],
  },
  "doctor": {
    dvc: "version",
    aliases: ["doctor"],
    about: "check git, file system, cache, locks and leftovers",
    examples: ["exp doctor", "exp doctor --fix", "exp doctor --full --json"],
    options: [
      option("--fix", "repair what can be repaired", { only: "exp" }),
      option("--full", "read every cache object, which takes its time", { only: "exp" }),
      option("--dry-run", "with --fix: only say what it would find to repair", { only: "exp" }),
      option("--json", "as JSON", { only: "exp" }),
    ],
  },
  "self-test": {
    about: "say what works on this machine, by trying it",
    examples: ["exp self-test", "exp self-test --quiet", "exp self-test --json"],
    options: [option("--json", "as JSON")],
  },
  "completion": {
    args: "<shell>",
    about: "print the completion script for bash, zsh, fish or powershell",
    examples: ['eval "$(exp completion bash)"', "exp completion fish > ~/.config/fish/completions/exp.fish"],
  },
  "shim": {
    args: "<folder>",
    completes: "path",
    about: "write a program named dvc that runs exp dvc, for editors",
    examples: ["exp shim ~/.local/share/exp", "exp shim .venv/bin"],
  },
  "man": {
    args: "[command...]",
    completes: "command",
    about: "print the manual as a roff page, of all commands or of one",
    examples: ["exp man queue drain | man -l -", "exp man > ~/.local/share/man/man1/exp.1"],
  },
  "version": {
    about: "print version, commit, runtime, DVC's formats and permissions",
    examples: ["exp version --json", "exp version"],
    options: [option("--json", "as JSON")],
  },
  "hydra parse": {
    args: "[overrides...]",
    about: "say what overrides mean",
    examples: ["exp hydra parse 'lr=choice(0.1,0.2)'", "exp hydra parse --json ++net.depth=3 '~dropout'"],
    options: [option("--json", "as JSON"), option("--jsonl", "read cases from standard input, one a line")],
  },
  "hydra sweep": {
    args: "[overrides...]",
    about: "say which points a sweep has",
    examples: ["exp hydra sweep lr=0.1,0.2 'n=range(1,4)'", "exp hydra sweep --json 'net=glob(*)'"],
    options: [option("--json", "as JSON"), option("--jsonl", "read cases from standard input, one a line")],
  },
  "hydra apply": {
    args: "[file] [overrides...]",
    about: "say what overrides do to a file, without changing it",
    examples: ["exp hydra apply params.yaml lr=0.2", "exp hydra apply conf/train.toml +net.depth=3"],
    options: [option("--json", "as JSON"), option("--jsonl", "read cases from standard input, one a line")],
  },
  "hydra compose": {
    args: "[overrides...]",
    about: "print the composed configuration",
    examples: ["exp hydra compose model=large", "exp hydra compose --config-dir conf --config-name train model=large"],
    options: [
      option("--config-dir <dir>", "the folder with the configuration (default: conf)"),
      option("--config-name <name>", "the primary configuration (default: config)"),
      option("--json", "as JSON"),
      option("--jsonl", "read cases from standard input, one a line"),
    ],
  },
  "internal complete": {
    args: "[words...]",
    about: "print what could come next on a command line",
    hidden: true,
    options: [option("--plain", "only the words"), option("--tabs", "as fish wants them")],
  },
  "internal probe": {
    args: "<port>",
    about: "try what the permissions forbid, and say what came of it",
    hidden: true,
  },
  "internal resolve": {
    about: "print every stage, resolved, as JSON",
    hidden: true,
    options: [option("--json", "accepted out of habit: there is no other form")],
  },
});
