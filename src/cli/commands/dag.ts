import { ExpError } from "../../common/mod.ts";
import { dotText, drawDag, loadDag, markdownText, mermaidText } from "../../pipeline/mod.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const formats = ["dot", "mermaid", "md"].filter((name) => options.flag(name));
  if (formats.length > 1 && !(formats[0] === "mermaid" && formats[1] === "md")) {
    throw new ExpError("usage", `--${formats[0]} and --${formats[1]} exclude each other`);
  }
  if (options.flag("outs") && options.flag("collapseForeachMatrix")) {
    throw new ExpError("usage", "--outs and --collapse-foreach-matrix exclude each other", {
      dvcMessage: "`--outs` and `--collapse-foreach-matrix` are mutually exclusive",
      dvcExitCode: 255,
    });
  }
  const project = await openProject(context);
  const [target] = args;
  const dag = await loadDag(project, {
    ...(target === undefined ? {} : { target }),
    outs: options.flag("outs"),
    full: options.flag("full"),
    collapse: options.flag("collapseForeachMatrix"),
  });
  if (options.flag("json")) {
    context.print(JSON.stringify({ schema: 1, nodes: dag.nodes, edges: dag.edges }));
    return 0;
  }
  const render = options.flag("md")
    ? markdownText
    : options.flag("mermaid")
    ? mermaidText
    : options.flag("dot")
    ? dotText
    : drawDag;
  context.print(render(dag));
  return 0;
}
