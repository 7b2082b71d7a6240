/** What goes along with a release leads nowhere that is not there, and knows no "unreleased". */
import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { packedChangelog, packedReadme, releaseNotes } from "../../scripts/packaging/packed_papers.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const README = Deno.readTextFileSync(`${ROOT}README.md`);
const VERSION = (JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)) as { version: string }).version;

const targetsIn = (text: string) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);

Deno.test("README's links lead to the repository where it has an address, and else to lines of the program", () => {
  const text =
    "![a](p/a.svg)\n\nsee [b](docs/b-c.md#d), [e](E.md), [f](#f), [g](https://g.example)\n\n```\n[h](h)\n```\n";

  equal(
    packedReadme(text, "https://forge.example/exp/blob/v1"),
    "![a](https://forge.example/exp/blob/v1/p/a.svg?raw=true)\n\n" +
      "see [b](https://forge.example/exp/blob/v1/docs/b-c.md#d), [e](https://forge.example/exp/blob/v1/E.md), " +
      "[f](#f), [g](https://g.example)\n\n```\n[h](h)\n```\n",
  );
  equal(
    packedReadme(text, ""),
    "see b (`exp help topic b-c`), e, [f](#f), [g](https://g.example)\n\n```\n[h](h)\n```\n",
  );
});

Deno.test("no link of the README that is packed is relative, and each line that it names shows a page", () => {
  const packed = packedReadme(README, "");
  const topics = [...packed.matchAll(/`exp help topic ([\w-]+)`/g)].map(([, topic]) => topic!);

  deepEqual(targetsIn(packed).filter((target) => !/^(#|https:)/.test(target)), []);
  deepEqual(targetsIn(packedReadme(README, "https://a.example")).filter((target) => !/^(#|https:)/.test(target)), []);
  equal(topics.length > 20, true);
  for (const topic of topics) Deno.statSync(`${ROOT}docs/${topic}.md`);
  doesNotMatch(packed, /There is no release/);
});

Deno.test("what is unreleased joins the version that is packed with it", () => {
  const text = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- new\n\n### Fixed\n\n- mended\n\n" +
    "## [0.2.0]\n\n### Added\n\n- one\n\n## [0.1.0] - 2024-01-01\n\n### Added\n\n- first\n";
  const own = "### Added\n\n- new\n- one\n\n### Fixed\n\n- mended\n";

  equal(
    packedChangelog(text, "0.2.0", "2026-11-30"),
    `# Changelog\n\n## [0.2.0] - 2026-11-30\n\n${own}\n## [0.1.0] - 2024-01-01\n\n### Added\n\n- first\n`,
  );
  equal(releaseNotes(text, "0.2.0", "2026-11-30").trim(), own.trim());
});

Deno.test("what a part says before its first heading stays, and comes first", () => {
  const text = "# Changelog\n\n## [Unreleased]\n\nSoon.\n\n### Fixed\n\n- mended\n\n" +
    "## [0.2.0]\n\nIn a word:\nfast.\n\n### Fixed\n\n- one\n\n## [0.1.0]\n\nThe first.\n";

  equal(
    packedChangelog(text, "0.2.0", "2026-11-30"),
    "# Changelog\n\n## [0.2.0] - 2026-11-30\n\nSoon.\n\nIn a word:\nfast.\n\n### Fixed\n\n- mended\n- one\n\n" +
      "## [0.1.0]\n\nThe first.\n",
  );
  match(packedChangelog(text, "0.1.0", "d"), /^## \[0.1.0\] - d\n\nSoon\.\n\nThe first\.\n\n### Fixed\n\n- mended\n$/m);
});

Deno.test("the notes of this version are its own part, whole", () => {
  const text = Deno.readTextFileSync(`${ROOT}CHANGELOG.md`);
  const packed = packedChangelog(text, VERSION, "2026-11-30");
  const linesOf = (of: string) => of.split("\n").filter((line) => /^[- ] /.test(line)).sort();

  deepEqual(linesOf(packed), linesOf(text));
  doesNotMatch(packed, /Unreleased/);
  match(releaseNotes(text, VERSION, "2026-11-30"), /^### Added\n\n- /);
  doesNotMatch(releaseNotes(text, VERSION, "2026-11-30"), /^## /m);
});
