import assert from "node:assert/strict";
import fc from "fast-check";
import { decideRecovery, type Evidence, type Recovery } from "../../src/queue/recover_decision.ts";
import { MAX_INTERRUPTIONS, type TaskState } from "../../src/queue/task.ts";

const RUNNING: TaskState = { kind: "running", attempts: 0, checkout: "/x", startedAtMs: 0 };
const COLLECTING: TaskState = { kind: "collecting", attempts: 0, rev: "a".repeat(40), checkout: "/x" };
const QUEUED: TaskState = { kind: "queued", attempts: 0 };
const FAILED: TaskState = { kind: "failed", attempts: 1, cause: { message: "", exitCode: 1 }, endedAtMs: 0 };
const SUCCESS: TaskState = { kind: "success", rev: undefined, endedAtMs: 0 };

/** A waiting task with which all is well. */
const WELL: Evidence = {
  pin: true,
  state: QUEUED,
  lease: "free",
  hasResult: false,
  message: "in",
  isListed: true,
  isListedAsFailed: false,
  isUnannounced: false,
  dvc: "none",
};

function decide(changes: Partial<Evidence>): Recovery["do"] {
  return decideRecovery({ ...WELL, ...changes }).do;
}

Deno.test("the table of recovery", () => {
  const rows: readonly (readonly [claim: string, changes: Partial<Evidence>, action: Recovery["do"]])[] = [
    ["a waiting task with which all is well", {}, "leave"],
    ["whoever runs it lives", { state: RUNNING, lease: "held" }, "leave"],
    ["another machine runs it", { state: RUNNING, lease: "foreign" }, "leave"],
    ["whoever ran it died", { state: RUNNING, message: "processed", isListed: false }, "requeue"],
    ["it died for the last time", { state: { ...RUNNING, attempts: MAX_INTERRUPTIONS - 1 } }, "fail"],
    ["it died after the result was made", { state: COLLECTING, pin: false, hasResult: true }, "finalise"],
    ["git made the result and died before the pin went", { state: COLLECTING, pin: true, hasResult: true }, "finalise"],
    ["it died before the result was made", { state: COLLECTING, hasResult: false }, "requeue"],
    ["pin and result are gone", { state: RUNNING, pin: false }, "fail"],
    ["died while queueing, before the pins", { pin: false }, "discard"],
    ["died while queueing, after the pins", { message: "gone", isListed: false, isUnannounced: true }, "announce"],
    ["a retry died half-way", { message: "processed", isListed: false, isUnannounced: true }, "announce"],
    ["the message is gone", { message: "gone" }, "announce"],
    ["git has expired the reflog", { isListed: false }, "announce"],
    ["DVC has removed it", { message: "gone", isListed: false }, "discard"],
    ["DVC's worker runs it", { message: "processed", dvc: "running" }, "leave"],
    ["DVC's worker has done it", { message: "processed", dvc: "success" }, "follow"],
    ["DVC's worker has failed at it", { message: "processed", dvc: "failed" }, "follow"],
    ["DVC's worker died", { message: "processed", dvc: "lost" }, "announce"],
    ["a success that is settled", { state: SUCCESS, pin: false, message: "processed", isListed: false }, "leave"],
    ["a success whose pin was left", { state: SUCCESS, message: "processed" }, "finalise"],
    ["a failure that is settled", { state: FAILED, message: "processed", isListedAsFailed: true }, "leave"],
    ["a failure, the reflog expired", { state: FAILED, message: "processed", isListed: false }, "relist"],
    ["a failure that DVC has removed", { state: FAILED, message: "gone", isListed: false }, "discard"],
  ];

  for (const [claim, changes, action] of rows) assert.equal(decide(changes), action, claim);
});

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  pin: fc.boolean(),
  state: fc.constantFrom<Evidence["state"]>(QUEUED, RUNNING, COLLECTING, FAILED, SUCCESS),
  lease: fc.constantFrom<Evidence["lease"]>("held", "free", "foreign"),
  hasResult: fc.boolean(),
  message: fc.constantFrom<Evidence["message"]>("in", "processed", "gone"),
  isListed: fc.boolean(),
  isListedAsFailed: fc.boolean(),
  isUnannounced: fc.boolean(),
  dvc: fc.constantFrom<Evidence["dvc"]>("none", "running", "lost", "success", "failed"),
});

Deno.test("what somebody alive works on is never touched", () => {
  fc.assert(fc.property(anyEvidence, (evidence) => decideRecovery({ ...evidence, lease: "held" }).do === "leave"));
});

Deno.test("an experiment that was made is never run again, whatever else is torn", () => {
  fc.assert(fc.property(anyEvidence, (evidence) => {
    const { do: action } = decideRecovery({ ...evidence, state: COLLECTING, lease: "free", hasResult: true });
    return action === "finalise";
  }));
});

Deno.test("work under way that is pinned is never thrown away", () => {
  fc.assert(fc.property(anyEvidence, fc.constantFrom(RUNNING, COLLECTING), (evidence, state) => {
    return decideRecovery({ ...evidence, pin: true, state }).do !== "discard";
  }));
});
