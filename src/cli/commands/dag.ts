import { dotText, drawDag, loadDag, markdownText, mermaidText } from "../../pipeline/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"dag">): Promise<number> {
  const formats = (["dot", "mermaid", "md"] as const).filter((name) => options[name]);
  if (formats.length > 1 && !(formats[0] === "mermaid" && formats[1] === "md")) {
    throw fault("usage/exclusive", { a: `--${formats[0]}`, b: `--${formats[1]}` });
  }
  if (options.outs && options.collapseForeachMatrix) throw fault("usage/outs-collapsed", {});
  const project = await openProject(context);
  const { target } = options;
  const dag = await loadDag(project, {
    ...(target === undefined ? {} : { target }),
    outs: options.outs,
    full: options.full,
    collapse: options.collapseForeachMatrix,
  });
  if (options.json) {
    context.print(JSON.stringify({ schema: 1, nodes: dag.nodes, edges: dag.edges }));
    return 0;
  }
  const render = options.md ? markdownText : options.mermaid ? mermaidText : options.dot ? dotText : drawDag;
  context.print(render(dag));
  return 0;
}
