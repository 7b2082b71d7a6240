/** Evidence on disk → what to do with a task that can be read and that nobody works on. Pure. */
import { isUnderWay, type TaskState } from "./task.ts";
import type { MessagePlace } from "./dvc_broker.ts";

/** What DVC's own files tell of a task that DVC's worker took. */
export type DvcOutcome = "none" | "running" | "lost" | "success" | "failed";

export interface Evidence {
  /** The ref that keeps the task's commit. The experiment's ref and this one change places in one transaction. */
  readonly pin: "good" | "damaged" | "absent";
  /** Is that commit there? */
  readonly hasCommit: boolean;
  readonly state: TaskState;
  readonly lease: "held" | "free";
  /** Does the experiment's ref point at the commit that this task made (as far as can be known without its state)? */
  readonly hasResult: boolean;
  /** Is the commit there that a run had made, though neither the ref nor the pin leads to anything? */
  readonly hasMade: boolean;
  readonly message: MessagePlace;
  /** Is its line in the reflog of the queue? */
  readonly isListed: boolean;
  /** Is its line in the reflog of the failed? */
  readonly isListedAsFailed: boolean;
  /** Was the program that queued it (again) perhaps killed before all was written? */
  readonly isUnannounced: boolean;
  /** Was it being queued together with others, of which one is in the queue? */
  readonly isBound: boolean;
  /** Was the program that removed it perhaps killed before all was gone? */
  readonly isRemoving: boolean;
  readonly dvc: DvcOutcome;
}

export type Recovery =
  | { readonly do: "leave" }
  /** The result exists: settle as a success. */
  | { readonly do: "finalise" }
  /** The result was made, and its ref was lost: make it again. */
  | { readonly do: "republish" }
  /** DVC still sees it waiting, though an engine has it: take it out of its sight. */
  | { readonly do: "hide" }
  /** Clean up after the dead and queue again. */
  | { readonly do: "requeue" }
  | { readonly do: "fail"; readonly why: string }
  /** Make the pin again, and look again. */
  | { readonly do: "repin" }
  /** Write reflog line and message, as DVC expects them of a waiting task. */
  | { readonly do: "announce" }
  /** Write the reflog line of a failed task, as DVC expects it. */
  | { readonly do: "relist" }
  /** DVC's worker ended it. */
  | { readonly do: "follow"; readonly outcome: "success" | "failed" }
  /** Left over from a crash while enqueueing or removing, or removed by DVC. */
  | { readonly do: "discard" };

const LEAVE: Recovery = { do: "leave" };

export function decideRecovery(e: Evidence): Recovery {
  if (e.lease === "held") return LEAVE;
  if (isUnderWay(e.state)) {
    if (e.hasResult) return { do: "finalise" };
    // its engine knows whether the job goes on, and is asked by whoever drains by it
    if (e.pin === "good") return e.state.job === undefined ? { do: "requeue" } : LEAVE;
    if (e.pin === "absent" && e.state.kind === "collecting") {
      return e.hasMade ? { do: "republish" } : { do: "fail", why: "its pin and its result are gone" };
    }
    return repin(e);
  }
  switch (e.state.kind) {
    case "submitted":
      return decideSubmitted(e);
    case "success":
      return e.pin === "absent" ? LEAVE : { do: "finalise" };
    case "failed":
    case "killed":
    case "pruned":
      if (e.pin !== "good" && e.isRemoving) return { do: "discard" };
      // DVC's removal takes the message, too; `git reflog expire` takes the line alone
      if (!e.isListedAsFailed) return { do: e.message === "gone" ? "discard" : "relist" };
      return e.pin !== "good" && e.hasCommit ? { do: "repin" } : LEAVE;
    default:
      return decideQueued(e);
  }
}

function decideSubmitted(e: Evidence): Recovery {
  if (e.pin === "good") return e.message === "in" || e.isListed ? { do: "hide" } : LEAVE;
  if (e.isRemoving) return { do: "discard" };
  return e.hasResult ? { do: "finalise" } : repin(e);
}

function decideQueued(e: Evidence): Recovery {
  if (e.pin !== "good") return decideUnpinned(e);
  if (e.isUnannounced) return { do: "announce" };
  switch (e.message) {
    case "in":
      return e.isListed ? LEAVE : { do: "announce" };
    case "processed":
      if (e.dvc === "success" || e.dvc === "failed") return { do: "follow", outcome: e.dvc };
      return e.dvc === "lost" ? { do: "announce" } : LEAVE;
    case "gone":
      // DVC's removal takes both the message and the line
      return e.isListed ? { do: "announce" } : { do: "discard" };
  }
}

/** What DVC reads of a task is written after its pin: where it is, the pin was, and the task is not to be lost. */
function decideUnpinned(e: Evidence): Recovery {
  if (e.isRemoving) return { do: "discard" };
  if (e.hasResult) return { do: "finalise" };
  if (e.dvc === "success" || e.dvc === "failed") return { do: "follow", outcome: e.dvc };
  return e.message === "gone" && !e.isListed && !e.isBound ? { do: "discard" } : repin(e);
}

function repin(e: Evidence): Recovery {
  return e.hasCommit ? { do: "repin" } : { do: "fail", why: "its pin was damaged, and its commit is gone from Git" };
}

/** What becomes of a task whose state cannot be read any more. */
export function decideMending(e: Omit<Evidence, "state" | "lease">): "queue" | "finalise" | "fail" | "discard" {
  if (e.pin !== "good") {
    if (e.isRemoving) return "discard";
    if (e.hasResult || e.dvc === "success") return "finalise";
    if (e.message === "gone" && !e.isListed && !e.isListedAsFailed && !e.isBound) return "discard";
    if (!e.hasCommit) return "fail";
  }
  return e.isListedAsFailed && e.message !== "in" ? "fail" : "queue";
}
