/** What several tables say alike. */

export function didYouMean(nearest: string | undefined): string | undefined {
  return nearest === undefined ? undefined : `did you mean '${nearest}'?`;
}

/** As Python says it. */
export function noSuchFile(path: string): string {
  return `[Errno 2] No such file or directory: '${path}'`;
}

/** DVC's, of data that the cache lacks. */
export function checkoutFailed(targets: readonly string[]): string {
  return `Checkout failed for following targets:\n${targets.join("\n")}\nIs your cache up to date?\n` +
    "<https://error.dvc.org/missing-files>";
}
