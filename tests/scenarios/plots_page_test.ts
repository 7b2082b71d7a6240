/** docs/plots.md against the program. */
import { docPage } from "../support/doc_page.ts";

docPage("plots.md", async ({ repo }) => {
  repo.write({ "params.yaml": "lr: 0.1\n", ".gitignore": "/drawn\n" });
  await repo.commit("params");
});
