import data from "./penguins/data/penguins.csv" with { type: "text" };
import pipeline from "./penguins/dvc.yaml" with { type: "text" };
import evaluate from "./penguins/evaluate.sh" with { type: "text" };
import params from "./penguins/params.yaml" with { type: "text" };
import prepare from "./penguins/prepare.sh" with { type: "text" };
import readme from "./penguins/README.md" with { type: "text" };
import train from "./penguins/train.sh" with { type: "text" };

/** Texts by path. */
export const PENGUINS: Readonly<Record<string, string>> = {
  "README.md": readme,
  "data/penguins.csv": data,
  "dvc.yaml": pipeline,
  "params.yaml": params,
  "prepare.sh": prepare,
  "train.sh": train,
  "evaluate.sh": evaluate,
};
