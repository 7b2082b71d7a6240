import type { PlotsFaults } from "../plots/mod.ts";
import type { Sayings } from "./saying.ts";

export const PLOTS: Sayings<PlotsFaults> = {
  "not-found/plot-template": ({ template }) => ({
    exp: `there is no template '${template}'`,
    hint: "'exp plots templates' lists the built-in ones; own ones lie in .dvc/plots",
    dvc: `unexpected error - Template '${template}' not found.`,
    isDvcCrash: true,
  }),
  "invalid-file/plot-template": ({ path }) => ({
    exp: `${path} is no template: it has to be a JSON object`,
    isDvcCrash: true,
  }),
  "invalid-file/plot-template-without-data": ({ template, anchor }) => ({
    exp: `the template '${template}' has no place for data: write "${anchor}" where it goes`,
    dvc: `unexpected error - Template '${template}' is not using '${anchor}' anchor`,
    isDvcCrash: true,
  }),
};
