/** The pages of the manual as a terminal shows them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { pageText } from "../../src/cli/page_text.ts";
import { topicNames } from "../../src/cli/topics.ts";

const PAGE = `# A page

<!-- not for readers -->
What \`exp\` does, **always**, as [the queue](queue.md#cron) and
[Git](https://git-scm.com) do, and [a file](../src/x.ts).

## Lists

- one item that goes on
  in the next line
2. another

\`\`\`sh
exp run  # two  blanks stay
\`\`\`

    exp show

    exp diff

| code | meaning |
| ---: | --- |
| 0 | done \\| nothing |
| 10 | a text that is longer than what is left of the line |
`;

Deno.test("a page has no marks, folded texts, and commands as they are written", () => {
  assert.equal(
    pageText(PAGE, 44),
    `A PAGE

What exp does, always, as the queue (exp
help queue) and Git (https://git-scm.com)
do, and a file.

LISTS

- one item that goes on in the next line

2. another

    exp run  # two  blanks stay

    exp show

    exp diff

code  meaning
0     done | nothing
10    a text that is longer than what is
      left of the line
`,
  );
});

Deno.test("a table whose first columns are wide is a paragraph for each row", () => {
  const text = pageText("| what it is called | why |\n| --- | --- |\n| a name | a reason |\n| b | c |\n", 40);

  assert.equal(text, "a name\n    why: a reason\n\nb\n    why: c\n");
});

Deno.test("no words are lost, and no line that can be folded is wider than the terminal", () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 100 }), (words, width) => {
    const text = pageText(words.join(" "), width);
    assert.deepEqual(text.split(/\s+/).filter(Boolean), words);
    assert.ok(text.split("\n").every((line) => line.length <= width));
  }));
});

Deno.test("every page can be read, and what it links to is there", () => {
  for (const name of topicNames()) {
    const text = pageText(Deno.readTextFileSync(new URL(`../../docs/${name}.md`, import.meta.url)), 80);
    for (const [, other = ""] of text.matchAll(/\(exp\s+help\s+([a-z-]+)\)/g)) {
      assert.ok(other === "architecture" || topicNames().includes(other), `${name} links to ${other}`);
    }
    assert.doesNotMatch(text, /^(#|```|\|.*\|$)/m, name);
  }
});
