/** Words in the names of metrics of which less is better. */
const LESS_IS_BETTER = new Set(
  ("loss losses err error errors rmse mse mae mape msle rmsle nll logloss perplexity ppl bpc bpb wer cer ter eer fid kid " +
    "lpips brier ece deviance distance cost regret time duration latency seconds sec ms ns runtime memory mem bytes size " +
    "fpr fnr misses").split(" "),
);

/** A guess by the name, which a viewer can turn round: `val_loss` is better when it is lower, all that is not known higher. */
export function betterDirection(name: string): "lower" | "higher" {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z\d]+/);
  return words.some((word) => LESS_IS_BETTER.has(word)) ? "lower" : "higher";
}
