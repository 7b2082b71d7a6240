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

/** DVC's, of what is wrong with the configuration. */
export function configurationError(what: string): string {
  return `configuration error - config file error: ${what}`;
}

/** DVC's, of an out that Git tracks. */
export function trackedByGit(shown: string): string {
  return ` output '${shown}' is already tracked by SCM (e.g. Git).\n` +
    "    You can remove it from Git, then add to DVC.\n        To stop tracking from Git:\n" +
    `            git rm -r --cached '${shown}'\n            git commit -m "stop tracking ${shown}" `;
}

/** DVC's, of what needs Git where the configuration says that there is none. */
export const NO_SCM = "Only supported for Git repositories. If you're seeing this error in a Git repo, " +
  "try updating the DVC configuration with `dvc config core.no_scm false`.";

/** DVC's, where experiments are to be chosen. */
export const WHICH_EXPERIMENTS =
  "Either provide an `experiment` argument, or use the `--rev` or `--all-commits` or `--queue` flag.";

/** @param says what curl or rclone said; undefined where it is not about a certificate */
export function hintOnTrust(says: string): string | undefined {
  return /x509|certificate/i.test(says)
    ? "exp remote modify NAME ssl_verify FILE names the certificate of who has signed its own"
    : undefined;
}

/** @param says what an HTTP server answered; undefined where it is not about the way in which files are sent to it */
export function hintOnMethod(says: string): string | undefined {
  return / to POST$/.test(says)
    ? "it may want PUT: exp remote modify NAME method PUT; without that, the next push fares alike"
    : undefined;
}
