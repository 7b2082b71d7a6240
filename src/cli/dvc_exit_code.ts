import { ExpError } from "../common/errors.ts";

/** Runs a command whose failures DVC reports with another code than its usual 255. `prefix` is what it says first. */
export async function withDvcExitCode<T>(code: number, work: () => Promise<T>, prefix = ""): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ExpError) || isBeforeAll(error)) throw error;
    throw error.retold({
      dvcMessage: prefix + error.dvcMessage,
      dvcExitCode: error.isDvcCrash || error.dvcExitCode === 251 || error.dvcExitCode === 253
        ? error.dvcExitCode
        : code,
    });
  }
}

/** Outside of a project, and without Git, DVC does not even begin. */
function isBeforeAll(error: ExpError): boolean {
  if (error.kind === "not-a-repo") return true;
  return error.kind === "no-git" && error.dvcMessage.endsWith("is not a git repository");
}
