import { defineCommands, DRY_RUN, option, under } from "../command.ts";

const TEMPLATE = "one of `plots templates`, of .dvc/plots, or a file";

/** How a plot is drawn; what is said here goes before what dvc.yaml says. */
const LOOK_OPTIONS = under("How it is drawn", [
  option("-t, --template <name>", TEMPLATE, { only: "exp" }),
  option("-t, --template <name>", TEMPLATE, { only: "dvc", alone: "" }), // alone it says nothing there
  option("-x <field>", "the field on the x axis (default: the number of the row)"),
  option("-y <field>", "the field on the y axis (default: the last one)"),
  option("--x-label <text>", "what the x axis is called"),
  option("--y-label <text>", "what the y axis is called"),
  option("--title <text>", "the plot's title"),
  option("--no-header", "the first line of CSV and TSV files is data"),
]);

const OUTPUT_OPTIONS = under("What is made", [
  option("--text", "draw here, also into a pipe", { only: "exp" }),
  option("--html", "write a page, also at a terminal, where text is drawn else", { only: "exp" }),
  option("-o, --out <folder>", "write index.html and images there (default: dvc_plots)"),
  option("--open", "open the page in a browser"),
  option("--html-template <file>", "a page of your own, with {plot_divs} and {scripts} in it"),
  option("--show-vega", "print the Vega-Lite specification of the one target"),
  option("--json", "as JSON"),
  option("--split", "with --json: data apart from templates"),
]);

export const PLOTS_COMMANDS = defineCommands({
  "plots": {
    args: "[targets...]",
    completes: "path",
    about: "draw the plots of the workspace; short for plots show",
    examples: ["exp plots", "exp plots logs/train.csv -y loss"],
    options: [...LOOK_OPTIONS, ...OUTPUT_OPTIONS],
  },
  "plots show": {
    dvc: "plots show",
    args: "[targets...]",
    completes: "path",
    about: "draw the plots of the workspace",
    examples: ["exp plots show", "exp plots show -x step -y loss logs/train.csv"],
    options: [...LOOK_OPTIONS, ...OUTPUT_OPTIONS],
  },
  "plots diff": {
    dvc: "plots diff",
    args: "[revisions...]",
    completes: "experiment",
    about: "draw plots of several revisions over each other",
    examples: ["exp plots diff", "exp plots diff main brave-fox --targets loss"],
    options: [
      option("--targets <paths...>", "only these files, or plots of dvc.yaml"),
      option("-e, --experiment", "of one experiment, its baseline too", { only: "dvc" }),
      ...LOOK_OPTIONS,
      ...OUTPUT_OPTIONS,
    ],
  },
  "plots modify": {
    dvc: "plots modify",
    args: "<target>",
    completes: "path",
    about: "change how an output of a stage is drawn",
    examples: ["exp plots modify loss.csv -x step --title Loss", "exp plots modify loss.csv --unset title"],
    options: [
      ...LOOK_OPTIONS,
      option("--unset <properties...>", "take away what is named: x, y, title, template"),
      DRY_RUN,
    ],
  },
  "plots templates": {
    dvc: "plots templates",
    args: "[template]",
    completes: "template",
    about: "list the built-in templates, or print one",
    examples: ["exp plots templates", "exp plots templates scatter"],
  },
});
