/** The first thing that anybody reads: its tour is what happens. */
import { docPage } from "../support/doc_page.ts";

docPage("README.md", ({ repo }) => {
  Deno.writeTextFileSync(`${repo.around}/doc-place`, repo.around); // it begins beside the repository, which is left empty
  return Promise.resolve();
}, { bare: true });
