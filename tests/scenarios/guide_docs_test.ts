/** Pages that explain one thing from its beginning, in a project that they write themselves. */
import { docPage } from "../support/doc_page.ts";

const NOTHING = () => Promise.resolve();

docPage("pipelines.md", NOTHING);

docPage("parameters.md", NOTHING, {
  codes: {
    "sed -i 's/^lr:/rate:/' params.yaml && exp repro": 2,
    "exp run -S lrr=0.1": 2,
  },
});

docPage("sweeps.md", NOTHING, { codes: { "exp run --queue -n other -S lr=0.5,0.6 -S dept=1,2": 2 } });

docPage("faq.md", NOTHING);

docPage("internals.md", NOTHING);

docPage("stability.md", NOTHING);
