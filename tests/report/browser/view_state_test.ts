import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_STATE, readAddress, type ViewState, writeAddress } from "../../../src/report/browser/view_state.ts";

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const state: fc.Arbitrary<ViewState> = fc.record({
  query: fc.string({ unit: "binary" }),
  sorting: fc.option(
    fc.record({ key: fc.constantFrom("name", "created", "column:a=&b#"), isDescending: fc.boolean() }),
    { nil: undefined },
  ) as fc.Arbitrary<ViewState["sorting"]>,
  chosen: fc.array(fc.string()),
  toggled: fc.array(fc.string()),
  showsAll: fc.boolean(),
  turned: fc.array(fc.string()),
  axes: fc.option(fc.array(fc.string()), { nil: undefined }),
  brushes: fc.dictionary(fc.string().filter((name) => name !== "__proto__"), fc.tuple(unit, unit)),
  metric: fc.string(),
  scatterX: fc.string(),
  scatterY: fc.string(),
  isScatterLogX: fc.option(fc.boolean(), { nil: undefined }),
  isScatterLogY: fc.option(fc.boolean(), { nil: undefined }),
  smoothing: fc.double({ min: 0, max: 0.99, noNaN: true }),
  curveX: fc.constantFrom("step", "time"),
  isLogX: fc.boolean(),
  isLogY: fc.boolean(),
  group: fc.string(),
  left: fc.string(),
  right: fc.string(),
});

Deno.test("what is written into the address is read from it again", () => {
  fc.assert(fc.property(state, (chosen) => {
    const read = readAddress(`#${writeAddress(chosen)}`);

    assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(wellFormed(chosen))));
  }));
});

/** An address is UTF-8: half a character is none. */
function wellFormed(chosen: ViewState): ViewState {
  return { ...chosen, query: chosen.query.toWellFormed() };
}

Deno.test("the first state leaves the address as it is", () => {
  assert.equal(writeAddress(FIRST_STATE), "");
  assert.deepEqual(readAddress(""), FIRST_STATE);
});

Deno.test("whatever an address says, the state is one", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(FIRST_STATE), "constructor", "__proto__"), fc.json(), (name, json) => {
      const read = readAddress(new URLSearchParams({ [name]: json }).toString());

      assert.deepEqual(Object.keys(read), Object.keys(FIRST_STATE));
      assert.ok(Array.isArray(read.chosen) && typeof read.brushes === "object" && read.smoothing <= 0.99);
    }),
  );
});
