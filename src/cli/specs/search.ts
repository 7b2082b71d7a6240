import { defineCommands, DRY_RUN, option, under } from "../command.ts";

export const SEARCH_COMMANDS = defineCommands({
  "search new": {
    args: "<name>",
    about: "define a search for the best parameters",
    completes: "none",
    examples: [
      "exp search new fast -S 'lr=interval(0,1)' --metric m.json:loss --trials 50",
      "exp search new fast --file search.yaml",
      "exp search new all -S n=1,2,4,8 --sampler grid --metric m.json:loss --trials 4",
    ],
    options: [
      option("-f, --file <path>", "a definition in YAML; options add to it, or say otherwise"),
      ...under("What may vary", [
        option("-S, --set-param <param>", "[file:]key=value, or a choice, range or interval (may be repeated)", {
          as: "append",
        }),
        option(
          "--when <condition>",
          "what varies in some cases only, such as 'layers>1 -> dropout' (may be repeated)",
          {
            as: "append",
          },
        ),
        option("--enqueue <params>", "a point to try first, such as 'lr=0.1 opt=sgd' (may be repeated)", {
          as: "append",
        }),
        option("--no-hydra", "do not compose the parameters with Hydra"),
      ]),
      ...under("What is to be found", [
        option(
          "--metric <file:key>",
          "the number that a trial is judged by, such as metrics.json:val.loss (may be repeated)",
          {
            as: "append",
          },
        ),
        option("--direction <word>", "minimize or maximize (default: minimize); one for each metric", { as: "append" }),
        option(
          "--constraint <text>",
          "what has to hold for the best trial, such as 'm.json:size <= 10' (may be repeated)",
          {
            as: "append",
          },
        ),
      ]),
      ...under("How", [
        option("--trials <n>", "how many trials", { as: "int" }),
        option("--max-time <duration>", "begin no trial later than this from now on, such as 8h"),
        option("--max-failures <n>", "begin no trial once so many have failed", { as: "int" }),
        option("--sampler <name>", "who chooses: tpe, cmaes, random, sobol, lhs or grid (default: tpe)"),
        option("--seed <n>", "the seed of all choices (default: 0)", { as: "int" }),
        option("--pruner <name>", "who ends trials that fall behind: asha, median or none (default: none)"),
        option("--min-steps <n>", "end none before it has come so far", { as: "int" }),
        option("--reduction-factor <n>", "asha: one of so many goes on, each time (default: 4)", { as: "int" }),
      ]),
      DRY_RUN,
    ],
  },
  "search list": {
    about: "list the searches",
    examples: ["exp search list", "exp search list --json"],
    options: [option("--json", "print them as JSON"), option("--wide", "all columns, nothing shortened")],
  },
  "search show": {
    args: "[name]",
    about: "show how far a search has come, and its trials",
    completes: "none",
    examples: ["exp search show", "exp search show fast --json"],
    options: [option("--json", "print all of it as JSON"), option("--wide", "all columns, nothing shortened")],
  },
  "search best": {
    args: "[name]",
    about: "print the experiment of a search's best trial",
    completes: "none",
    examples: ["exp search best fast", "exp search best fast --json"],
    options: [option("--json", "print the trial as JSON")],
  },
  "search stop": {
    args: "<name>",
    about: "begin no further trials; what runs goes on",
    completes: "none",
    examples: ["exp search stop fast", "exp search stop fast --dry-run"],
    options: [DRY_RUN],
  },
  "search resume": {
    args: "<name>",
    about: "let a search that was stopped go on, or a trial that was pruned",
    completes: "none",
    examples: ["exp search resume fast", "exp search resume fast --trial 7"],
    options: [
      option("--trial <n>", "queue this trial again, from its last checkpoint; it is not pruned again", { as: "int" }),
      DRY_RUN,
    ],
  },
  "search extend": {
    args: "<name>",
    about: "give a search more trials, time or failures",
    completes: "none",
    examples: ["exp search extend fast --trials 50", "exp search extend fast --max-time 2h"],
    options: [
      option("--trials <n>", "so many trials more", { as: "int" }),
      option("--max-time <duration>", "so much more time, from now on if it is over"),
      option("--max-failures <n>", "so many more may fail", { as: "int" }),
      DRY_RUN,
    ],
  },
  "search remove": {
    args: "<name>",
    about: "remove a search; its experiments stay",
    completes: "none",
    examples: ["exp search remove fast", "exp search remove fast -g origin"],
    options: [option("-g, --git-remote <remote>", "on this Git remote"), DRY_RUN],
  },
});
