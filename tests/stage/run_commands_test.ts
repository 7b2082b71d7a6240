import assert from "node:assert/strict";
import { commandLines, shellArguments } from "../../src/stage/run_commands.ts";

Deno.test("the user's shell runs a stage without the user's start-up files", () => {
  assert.deepEqual(shellArguments("/bin/zsh"), ["/bin/zsh", "--no-rcs", "-c"]);
  assert.deepEqual(shellArguments("/usr/bin/bash"), ["/usr/bin/bash", "--noprofile", "--norc", "-c"]);
  assert.deepEqual(shellArguments("fish"), ["fish", "--no-config", "-c"]);
  assert.deepEqual(shellArguments("/bin/dash"), ["/bin/dash", "-c"]);
  assert.deepEqual(shellArguments(undefined), ["/bin/sh", "-c"]);
});

Deno.test("a command of several lines is several commands; an item of a list is one", () => {
  assert.deepEqual(commandLines("one\ntwo\r\nthree\n"), ["one", "two", "three"]);
  assert.deepEqual(commandLines(["a\nb", "c"]), ["a\nb", "c"]);
});
