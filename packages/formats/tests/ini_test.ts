import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "@exp/values";
import { type ConfigEdit, editIni, parseIni } from "../ini.ts";

const valueOf = (line: string) => parseIni(`[s]\n${line}\n`, { file: "config" }).get("s")?.get("k");
const setKey = (section: string, key: string, value: string): ConfigEdit => ({ op: "set", section, key, value });

Deno.test("values are read by configobj's rules of quotes and comments", () => {
  const lines: readonly [string, string][] = [
    ["k=a#b", "a"],
    ['k = "a # b" # c', "a # b"],
    ["k =", ""],
    ['k = ""', ""],
    ["\tK\t=\ta b\t", "a b"],
    ["k = it's", "it's"],
    ["k = a;b", "a;b"],
    ["k = x=y", "x=y"],
    ["k = a,b", "a,b"],
    ['k = a, "b,c" # d', "a,b,c"],
    ["k = '''a\nb'''", "a\nb"],
  ];
  for (const [line, value] of lines) assert.equal(valueOf(line), value, line);
});

Deno.test("section names lose their quotes, and upper case as in DVC", () => {
  const sections = parseIni('[Core]\nA=1\n[\'remote "My"\']\nurl=x\n[remote "b c"]\nurl=y\n', { file: "config" });

  assert.deepEqual([...sections.keys()], ["core", 'remote "my"', 'remote "b c"']);
  assert.equal(sections.get("core")?.get("a"), "1");
});

Deno.test("a broken file is refused with its line", () => {
  for (const text of ["[a]\nk\n", "[a]\n; c\n", "[a]\nk=1\n[a]\n", "[a]\nk=1\nk=2\n", "[[a]]\n", "[a]\nk = 'a'b\n"]) {
    assert.throws(
      () => parseIni(text, { file: "cfg" }),
      (e) => e instanceof Fault && e.fault === "config/syntax" && e.facts["file"] === "cfg",
      text,
    );
  }
});

Deno.test("a file without comments is laid out as DVC does it", () => {
  const edits: ConfigEdit[] = [
    setKey("cache", "type", "hardlink,symlink"),
    setKey('remote "r2"', "url", "../../store"),
    setKey("core", "remote", "r2"),
    { op: "delete", section: "core", key: "autostage" },
  ];

  assert.equal(
    editIni("[core]\n  autostage=true\n", edits),
    '[core]\n    remote = r2\n[cache]\n    type = "hardlink,symlink"\n[\'remote "r2"\']\n    url = ../../store\n',
  );
});

Deno.test("a section that is emptied vanishes, a renamed one goes to the end of its kind", () => {
  const text = "[core]\n    a = 1\n['remote \"x\"']\n    url = 1\n['remote \"y\"']\n    url = 2\n";

  assert.equal(
    editIni(text, [
      { op: "delete", section: "core", key: "a" },
      { op: "rename", section: 'remote "x"', newName: 'remote "z"' },
    ]),
    "['remote \"y\"']\n    url = 2\n['remote \"z\"']\n    url = 1\n",
  );
});

Deno.test("an emptied file is one empty line", () => {
  assert.equal(editIni("[core]\n    a = 1\n", [{ op: "delete", section: "core", key: "a" }]), "\n");
});

Deno.test("comments stay, and then all other lines do too", () => {
  const text = "# top\n[core]\n  autostage = true   # why\n\n# about r\n['remote \"r\"']\nurl = a\n";

  assert.equal(editIni(text, [setKey("core", "autostage", "false")]), text.replace("true ", "false "));
  assert.equal(editIni(text, [setKey("core", "b", "1")]), text.replace("# why\n", "# why\n    b = 1\n"));
  assert.equal(editIni(text, [setKey("cache", "b", "1")]), text.replace("# why\n", "# why\n[cache]\n    b = 1\n"));
  assert.equal(editIni(text, [setKey('remote "s"', "url", "b")]), text + "['remote \"s\"']\n    url = b\n");
  assert.equal(editIni(text, [{ op: "delete", section: 'remote "r"' }]), text.replace(/\['remote[^]*/, ""));
  assert.equal(
    editIni(text, [{ op: "rename", section: 'remote "r"', newName: 'remote "q"' }]),
    text.replace('"r"', '"q"'),
  );
});

Deno.test("every value reads back as it was set", () => {
  const text = fc.array(fc.constantFrom("a", " ", "'", '"', "#", ",", "=", "[", ";", "é", "\\"), { maxLength: 8 })
    .map((parts) => parts.join(""));
  fc.assert(fc.property(text, fc.boolean(), (value, hasComment) => {
    const edited = editIni(hasComment ? "# c\n" : "", [setKey("s", "k", value)]);
    assert.equal(parseIni(edited, { file: "config" }).get("s")?.get("k"), value);
  }));
});
