/** What `doctor` says of the project's own files: pipelines, records of data, locks, parameters. They are the user's to mend. */
import { ExpError } from "../common/mod.ts";
import { LockFile, lockFileOf, type PipelineFile, Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { sayingOf } from "../voice/mod.ts";
import type { Finding } from "../workspace/mod.ts";

export async function examineProject(repo: Repo): Promise<Finding[]> {
  const wrong = new Map<string, Finding>();
  const note = (error: unknown) => {
    if (!(error instanceof ExpError)) throw error;
    const finding = refused("project", error);
    wrong.set(finding.text, finding); // once, though many stages read it
  };
  const project = new Project(repo);
  let files: readonly PipelineFile[] = [];
  try {
    files = await project.files({ onError: (_file, error) => note(error) });
  } catch (error) {
    note(error);
  }
  for (const file of files) {
    for (const look of await looksAt(project, file)) await look().catch(note);
  }
  if (wrong.size > 0) return [...wrong.values()];
  return [{ name: "project", state: "ok", text: `${files.length} files of pipelines and data: all can be read` }];
}

/** A look that was refused, or that showed what cannot be used. */
export function refused(name: string, error: ExpError): Finding {
  const { exp, hint } = sayingOf(error);
  return { name, state: "bad", text: exp, ...(hint === undefined ? {} : { hint }) };
}

type Look = () => Promise<unknown>;

async function looksAt({ repo, params }: Project, file: PipelineFile): Promise<Look[]> {
  if (file.kind === "data") return [];
  const paths = new Set((await file.stages()).flatMap((stage) => stage.params.map(({ path }) => path)));
  return [
    async () => await Promise.resolve(LockFile.read(repo, lockFileOf(file.file))),
    ...[...paths].map((path): Look => () => params.read(path)),
  ];
}
