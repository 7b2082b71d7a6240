/** README and CHANGELOG as they go along with a release: what lies beside them in the repository does not. */

/**
 * @param pages where the repository's files of this version are to be read (`https://…/blob/v1.2.3`); with none, a page
 * of docs/ is named by the line that shows it, and pictures go
 */
export function packedReadme(text: string, pages: string): string {
  const lines = pages === "" ? text.replace(/^!\[[^\]]*\]\([^)]*\)\n\n?/gm, "") : text;
  return outsideOfFences(
    lines,
    (prose) =>
      prose.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (link, mark: string, name: string, target: string) => {
        if (/^(#|[a-z]+:)/.test(target)) return link;
        if (pages !== "") return `${mark}[${name}](${pages}/${target}${mark === "" ? "" : "?raw=true"})`;
        const [, topic] = /^docs\/([\w-]+)\.md/.exec(target) ?? [];
        return topic === undefined ? name : `${name} (\`exp help topic ${topic}\`)`;
      }),
  );
}

function outsideOfFences(text: string, change: (prose: string) => string): string {
  return text.split(/^(```[^]*?^```$)/m).map((part, i) => i % 2 === 0 ? change(part) : part).join("");
}

/**
 * What stands under "Unreleased" is in the program that is packed: it joins the version's part, under the same headings;
 * what stands before any heading comes first.
 *
 * @param date of the release, as 2026-11-30
 * @throws {Error} when the text has no part of the version
 */
export function packedChangelog(text: string, version: string, date: string): string {
  const { before, own, unreleased, rest } = partsOf(text, version);
  const headings = new Map<string, string>();
  const prefaces: string[] = [];
  for (const part of [unreleased, own]) {
    const [preface = "", ...sections] = part.replace(/^## .*/, "").split(/^### /m);
    if (preface.trim() !== "") prefaces.push(`${preface.trim()}\n`);
    for (const section of sections) {
      const [heading = "", ...lines] = section.split("\n");
      headings.set(heading, `${headings.get(heading) ?? ""}${lines.join("\n").trim()}\n`);
    }
  }
  const body = [...prefaces, ...[...headings].map(([heading, lines]) => `### ${heading}\n\n${lines}`)].join("\n");
  return `${before}## [${version}] - ${date}\n\n${body}${rest === "" ? "" : `\n${rest}`}`;
}

/** The version's part alone, without its heading: what a forge shows beside the files. */
export function releaseNotes(text: string, version: string, date: string): string {
  const [, own = ""] = packedChangelog(text, version, date).split(/^## .*\n\n/m);
  return own;
}

function partsOf(text: string, version: string) {
  const [before = "", ...parts] = text.split(/^(?=## \[)/m);
  const is = (name: string) => (part: string) => part.startsWith(`## [${name}]`);
  const own = parts.findIndex(is(version));
  if (own === -1) throw new Error(`the changelog has no part of ${version}`);
  return {
    before,
    own: parts[own]!,
    unreleased: parts.find(is("Unreleased")) ?? "",
    rest: parts.slice(own + 1).join(""),
  };
}
