import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault, valueMap } from "@exp/values";
import { type PickleInput, PyTuple, readPickle, writePickle } from "../pickle.ts";
import { sameValue } from "../value_edit.ts";
import { trees } from "./trees.ts";

const read = (hex: string) =>
  readPickle(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)), { file: "repro.dat" });
const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const ascii = (text: string) => hexOf(new TextEncoder().encode(text));

/** pickle.dumps({"args": (), "kw": {"n": [1, -1, 2**70, True, None, 1.5, "é"], "s": "n"}}, PROTOCOL) */
const SAME = valueMap([
  ["args", []],
  ["kw", valueMap([["n", [1n, -1n, 2n ** 70n, true, null, 1.5, "é"]], ["s", "n"]])],
]);
const BY_PROTOCOL: Readonly<Record<number, string>> = {
  0: "286470300a56617267730a70310a287473566b770a70320a286470330a566e0a70340a286c70350a49310a61492d310a614c" +
    "313138303539313632303731373431313330333432344c0a614930310a614e6146312e350a6156e90a70360a617356730a70" +
    "370a67340a73732e",
  2: "80027d71002858040000006172677371012958020000006b7771027d71032858010000006e71045d7105284b014affffffff" +
    "8a09000000000000000040884e473ff80000000000005802000000c3a97106655801000000737107680475752e",
  4: "80049546000000000000007d94288c046172677394298c026b77947d94288c016e945d94284b014affffffff8a0900000000" +
    "0000000040884e473ff80000000000008c02c3a994658c017394680475752e",
};

Deno.test("old and new pickles of the same data read the same", () => {
  for (const hex of Object.values(BY_PROTOCOL)) assert.ok(sameValue(read(hex), SAME));
});

Deno.test("arguments are written as Python has them, tuples as tuples", () => {
  const bytes = writePickle(new Map<string, PickleInput>([["args", new PyTuple([])], ["n", [1n, true]]]));

  assert.equal(hexOf(bytes), "80047d288c0461726773298c016e5d284b018865752e");
});

Deno.test("what names, calls or makes objects is refused, and so is a torn file", () => {
  const dangerous = [
    ascii("cos\nsystem\n(S'true'\ntR."), // os.system("true")
    "80048c026f738c0673797374656d932e", // the function itself, by name
    "8004954600", // a frame that is cut off
    "80048c0a61622e", // a text that is cut off
    "8004",
    "",
    ascii("not a pickle"),
  ];
  for (const hex of dangerous) {
    assert.throws(() => read(hex), (e) => e instanceof Fault && e.kind === "invalid-file", hex);
  }
});

const tree = trees({
  scalars: [
    null,
    true,
    false,
    0.5,
    -0,
    NaN,
    Infinity,
    255n,
    256n,
    -1n,
    65536n,
    2n ** 31n,
    -(2n ** 90n),
    "é".repeat(200),
  ],
});

Deno.test("what is written reads back", () => {
  fc.assert(fc.property(tree, (value) => assert.ok(sameValue(read(hexOf(writePickle(value))), value))));
});
