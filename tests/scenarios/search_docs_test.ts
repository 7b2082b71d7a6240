import { docPage } from "../support/doc_page.ts";

docPage("search.md", async () => {}, {
  codes: {
    "exp search new other --metric metrics.json:val.loss --trials 20 -S 'lrr=interval(0,1)'": 2,
  },
});
