import type { ExpError } from "../common/mod.ts";
import type { FileError } from "../revisions/mod.ts";
import { dvcSays } from "./say.ts";

/**
 * Why a commit's pipeline cannot be read, as DVC's JSON has it: the class that DVC raises, and its words.
 * @param rev of a commit; else it is the workspace's
 */
export function brokenProject(error: ExpError, rev?: string): FileError {
  const { fault, facts } = error;
  const file = String(facts["file"]);
  switch (fault) {
    case "within/pipeline-file":
    case "invalid-file/conflict-markers":
      return { type: "YAMLSyntaxError", msg: corrupted(file) };
    case "invalid-file/schema": {
      const [what] = dvcSays(error).split(". ", 1);
      const where = rev === undefined ? "failed" : `failed in revision '${rev.slice(0, 7)}'`;
      return { type: "YAMLValidationError", msg: what!.replace("failed", where) };
    }
    case "invalid-file/yaml":
      return { type: "YAMLFileCorruptedError", msg: corrupted(file) };
    default:
      return { type: "ResolveError", msg: dvcSays(error) };
  }
}

function corrupted(file: string): string {
  return `unable to read: '${file}', YAML file structure is corrupted`;
}
