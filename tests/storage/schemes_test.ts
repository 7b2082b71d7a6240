import { deepEqual, match } from "node:assert/strict";
import { remoteOptions } from "../../src/repo/config_schema.ts";
import { type KeyUse, SCHEMES } from "../../src/storage/schemes.ts";

const PAGE = new URL("../../docs/remotes.md", import.meta.url);
const TABLE = /(<!-- keys: src\/storage\/schemes\.ts -->\n)[\s\S]*?(<!-- end of keys -->)/;

Deno.test("each option that a remote may have is in the table, and no other", () => {
  for (const [name, scheme] of Object.entries(SCHEMES)) {
    deepEqual(Object.keys(scheme.keys).sort(), remoteOptions(name)?.sort(), name);
  }
});

Deno.test("the table of docs/remotes.md is made of the code's own (UPDATE=1 writes it)", () => {
  const page = Deno.readTextFileSync(PAGE);
  match(page, TABLE);
  const wanted = page.replace(TABLE, (_, head, tail) => `${head}\n${keysTable()}\n${tail}`);

  if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(PAGE, wanted);
  else deepEqual(page, wanted);
});

/** Schemes with the same keys share their rows; what all have stands first. */
function keysTable(): string {
  const everywhere = Object.keys(SCHEMES.rclone!.keys);
  const groups = Map.groupBy(Object.entries(SCHEMES), ([, scheme]) => scheme);
  const rows = [...groups].flatMap(([scheme, members]) => {
    const name = members.map(([member]) => `\`${member}\``).join(" ");
    const own = Object.entries(scheme.keys).filter(([key]) => !everywhere.includes(key));
    return [
      [
        "**" + name + "**",
        "",
        `by ${scheme.by}${scheme.backend === undefined ? "" : `, backend \`${scheme.backend}\``}`,
      ],
      ...own.map(([key, use]) => ["", `\`${key}\``, textOf(use)]),
    ];
  });
  const common = Object.entries(SCHEMES.rclone!.keys).map(([key, use]) => ["", `\`${key}\``, textOf(use)]);
  return aligned([["scheme", "key", "becomes"], ["**all**", "", ""], ...common, ...rows]);
}

function textOf(use: KeyUse): string {
  switch (use.to) {
    case "backend":
      return `\`${use.option}\``;
    case "flag":
      return `\`--${use.flag}\``;
    case "own":
      return use.says;
    case "nothing":
      return `nothing: ${use.why}`;
    case "refused":
      return `**refused**: ${use.why}`;
  }
}

/** As the formatter has tables. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |\n`;
  const [head, ...rest] = rows;
  return line(head!) + line(widths.map((width) => "-".repeat(width))) + rest.map(line).join("");
}
