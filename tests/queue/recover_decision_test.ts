import assert from "node:assert/strict";
import fc from "fast-check";
import { decideMending, decideRecovery, type Evidence, type Recovery } from "../../src/queue/recover_decision.ts";
import type { TaskState } from "../../src/queue/task.ts";

const RUNNING: TaskState = { kind: "running", attempts: 0, deaths: 0, by: undefined, checkout: "/x", startedAtMs: 0 };
const COLLECTING: TaskState = {
  kind: "collecting",
  attempts: 0,
  deaths: 0,
  by: undefined,
  rev: "a".repeat(40),
  checkout: "/x",
};
const QUEUED: TaskState = { kind: "queued", attempts: 0, deaths: 0 };
const FAILED: TaskState = { kind: "failed", attempts: 1, cause: { message: "", exitCode: 1 }, endedAtMs: 0 };
const SUCCESS: TaskState = { kind: "success", rev: undefined, endedAtMs: 0 };

/** A waiting task with which all is well. */
const WELL: Evidence = {
  pin: "good",
  hasCommit: true,
  state: QUEUED,
  lease: "free",
  hasResult: false,
  message: "in",
  isListed: true,
  isListedAsFailed: false,
  isUnannounced: false,
  isBound: false,
  hasMade: false,
  isRemoving: false,
  dvc: "none",
};

function decide(changes: Partial<Evidence>): Recovery["do"] {
  return decideRecovery({ ...WELL, ...changes }).do;
}

Deno.test("the table of recovery", () => {
  const rows: readonly (readonly [claim: string, changes: Partial<Evidence>, action: Recovery["do"]])[] = [
    ["a waiting task with which all is well", {}, "leave"],
    ["whoever runs it lives", { state: RUNNING, lease: "held" }, "leave"],
    ["whoever ran it died", { state: RUNNING, message: "processed", isListed: false }, "requeue"],
    ["it died after the result was made", { state: COLLECTING, pin: "absent", hasResult: true }, "finalise"],
    [
      "git made the result and died before the pin went",
      { state: COLLECTING, pin: "good", hasResult: true },
      "finalise",
    ],
    ["it died before the result was made", { state: COLLECTING, hasResult: false }, "requeue"],
    ["pin and result are gone", { state: COLLECTING, pin: "absent" }, "fail"],
    ["its pin was damaged while it ran", { state: RUNNING, pin: "damaged" }, "repin"],
    ["its pin was damaged, its commit is gone", { state: RUNNING, pin: "damaged", hasCommit: false }, "fail"],
    ["died while queueing, before the pins", { pin: "absent", message: "gone", isListed: false }, "discard"],
    ["its pin was damaged while it waited", { pin: "damaged" }, "repin"],
    ["its pin is gone, DVC's message is there", { pin: "absent", isListed: false }, "repin"],
    ["its pin is gone, the reflog tells of it", { pin: "absent", message: "gone" }, "repin"],
    ["died while removing, after the pins", { pin: "absent", isRemoving: true }, "discard"],
    ["died while removing, before the pins", { isRemoving: true }, "leave"],
    ["a power cut took its state back, the result is there", { pin: "absent", hasResult: true }, "finalise"],
    ["a failure whose pin was damaged", { state: FAILED, pin: "damaged", isListedAsFailed: true }, "repin"],
    ["a success whose pin was damaged", { state: SUCCESS, pin: "damaged" }, "finalise"],
    ["died while queueing, after the pins", { message: "gone", isListed: false, isUnannounced: true }, "announce"],
    ["a retry died half-way", { message: "processed", isListed: false, isUnannounced: true }, "announce"],
    ["the message is gone", { message: "gone" }, "announce"],
    ["git has expired the reflog", { isListed: false }, "announce"],
    ["DVC has removed it", { message: "gone", isListed: false }, "discard"],
    ["DVC's worker runs it", { message: "processed", dvc: "running" }, "leave"],
    ["DVC's worker has done it", { message: "processed", dvc: "success" }, "follow"],
    ["DVC's worker has failed at it", { message: "processed", dvc: "failed" }, "follow"],
    ["DVC's worker died", { message: "processed", dvc: "lost" }, "announce"],
    ["a success that is settled", { state: SUCCESS, pin: "absent", message: "processed", isListed: false }, "leave"],
    ["a success whose pin was left", { state: SUCCESS, message: "processed" }, "finalise"],
    ["a failure that is settled", { state: FAILED, message: "processed", isListedAsFailed: true }, "leave"],
    ["a failure, the reflog expired", { state: FAILED, message: "processed", isListed: false }, "relist"],
    ["a failure that DVC has removed", { state: FAILED, message: "gone", isListed: false }, "discard"],
  ];

  for (const [claim, changes, action] of rows) assert.equal(decide(changes), action, claim);
});

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  pin: fc.constantFrom<Evidence["pin"]>("good", "damaged", "absent"),
  hasCommit: fc.boolean(),
  state: fc.constantFrom<Evidence["state"]>(QUEUED, RUNNING, COLLECTING, FAILED, SUCCESS),
  lease: fc.constantFrom<Evidence["lease"]>("held", "free"),
  hasResult: fc.boolean(),
  message: fc.constantFrom<Evidence["message"]>("in", "processed", "gone"),
  isListed: fc.boolean(),
  isListedAsFailed: fc.boolean(),
  isUnannounced: fc.boolean(),
  isBound: fc.boolean(),
  hasMade: fc.boolean(),
  isRemoving: fc.boolean(),
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
    return decideRecovery({ ...evidence, pin: "good", state }).do !== "discard";
  }));
});

Deno.test("what DVC was told of is not dropped for a damaged pin, unless somebody was removing it", () => {
  const torn = anyEvidence.filter((e) => e.pin === "damaged" && e.lease === "free" && !e.isRemoving);
  fc.assert(fc.property(torn, (e) => {
    const isTold = e.message !== "gone" || e.isListed;
    return !isTold || decideRecovery({ ...e, state: QUEUED }).do !== "discard";
  }));
});

Deno.test("the table of mending: a task whose state cannot be read", () => {
  const rows: readonly (readonly [claim: string, Partial<Evidence>, ReturnType<typeof decideMending>])[] = [
    ["it waited, or ran", {}, "queue"],
    ["its pin was damaged, too", { pin: "damaged" }, "queue"],
    ["its result is there", { pin: "absent", hasResult: true }, "finalise"],
    [
      "DVC's files say that it is done",
      { pin: "absent", message: "processed", isListed: false, dvc: "success" },
      "finalise",
    ],
    ["it had failed", { message: "processed", isListed: false, isListedAsFailed: true }, "fail"],
    ["it was being removed", { pin: "absent", isRemoving: true }, "discard"],
    ["nothing tells that it was queued", { pin: "absent", message: "gone", isListed: false }, "discard"],
    ["its commit is gone", { pin: "damaged", hasCommit: false }, "fail"],
  ];

  for (const [claim, changes, action] of rows) assert.equal(decideMending({ ...WELL, ...changes }), action, claim);
});
