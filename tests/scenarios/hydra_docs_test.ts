/** docs/hydra.md against the program. */
import { docPage } from "../support/doc_page.ts";
import { codeBlocks } from "../support/examples.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/hydra.md", import.meta.url));

docPage("hydra.md", async ({ repo }) => {
  const [params = ""] = codeBlocks(PAGE, "yaml");
  repo.write({
    "params.yaml": params,
    "dvc.yaml": "stages:\n  train:\n    cmd: echo trained\n    params: [train]\n",
  });
  await repo.commit("a project");
}, { codes: { "exp hydra parse 'train.lr=choice(0.1,0.01'": 2, "exp hydra compose model=huge": 2 } });
