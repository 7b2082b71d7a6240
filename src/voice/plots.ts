import type { PlotsFaults } from "../plots/mod.ts";
import type { Sayings } from "./saying.ts";

export const PLOTS: Sayings<PlotsFaults> = {
  "not-found/plot-template": ({ template }) => ({
    exp: `there is no template '${template}'`,
    hint: "'exp plots templates' lists the built-in ones; own ones lie in .dvc/plots",
    dvc: `unexpected error - Template '${template}' not found.`,
    isDvcCrash: true,
  }),
  // DVC takes the name of a file that is not there for the template itself
  "not-found/html-template": ({ path, placeholder }) => ({
    exp: `there is no HTML template ${path}`,
    dvc: withoutPlace(placeholder),
    isDvcCrash: true,
  }),
  "invalid-file/html-template": ({ path, placeholder }) => ({
    exp: `the HTML template ${path} has no place for plots: write ${placeholder} where they go`,
    dvc: withoutPlace(placeholder),
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

function withoutPlace(placeholder: string): string {
  return `unexpected error - HTML template has to contain '${placeholder}'.`;
}
