import { equal, throws } from "node:assert/strict";
import { byteRate } from "../../src/cli/transfer_how.ts";

Deno.test("a rate is bytes a second, with the units of disks", () => {
  for (const [text, bytes] of [["10", 10], ["512k", 524288], ["10M", 10485760], ["1.5GiB/s", 1610612736]] as const) {
    equal(byteRate(text, "--bwlimit"), bytes);
  }
  equal(byteRate(undefined, "--bwlimit"), undefined);
});

Deno.test("what is no rate is refused", () => {
  for (const text of ["", "0", "fast", "-1", "10T", "0.2"]) {
    throws(() => byteRate(text, "--bwlimit"), { fault: "usage/form" });
  }
});
