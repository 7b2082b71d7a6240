import { directionOf } from "./best.ts";

/** Words for costs, of which less is better: too weak a sign to mark a best one by. */
const COSTS = new Set(
  ("mape msle rmsle bpc bpb ter eer kid lpips ece deviance distance cost time duration latency seconds sec ms ns runtime " +
    "memory mem bytes size fpr fnr misses").split(" "),
);

/** A guess by the name, which a viewer can turn round: `val_loss` is better when it is lower, all that is not known higher. */
export function betterDirection(name: string): "lower" | "higher" {
  const known = directionOf(name);
  if (known !== undefined) return known === "min" ? "lower" : "higher";
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z\d]+/);
  return words.some((word) => COSTS.has(word)) ? "lower" : "higher";
}
