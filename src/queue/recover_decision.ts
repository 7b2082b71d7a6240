/** Evidence on disk → what to do with a task that can be read and that nobody works on. Pure. */
import { isUnderWay, MAX_INTERRUPTIONS, type TaskState } from "./task.ts";
import type { MessagePlace } from "./broker.ts";

/** What DVC's own files tell of a task that DVC's worker took. */
export type DvcOutcome = "none" | "running" | "lost" | "success" | "failed";

export interface Evidence {
  /** Does the ref exist that keeps the task's commit? The experiment's ref and this one change places in one transaction. */
  readonly pin: boolean;
  readonly state: TaskState;
  /** `foreign`: signed by another machine, whose locks we may not see. */
  readonly lease: "held" | "free" | "foreign";
  /** Does the experiment's ref point at the commit that this task made? */
  readonly hasResult: boolean;
  readonly message: MessagePlace;
  /** Is its line in the reflog of the queue? */
  readonly isListed: boolean;
  /** Is its line in the reflog of the failed? */
  readonly isListedAsFailed: boolean;
  /** Was the program that queued it (again) perhaps killed before all was written? */
  readonly isUnannounced: boolean;
  readonly dvc: DvcOutcome;
}

export type Recovery =
  | { readonly do: "leave" }
  /** The result exists: settle as a success. */
  | { readonly do: "finalise" }
  /** Clean up after the dead and queue again. */
  | { readonly do: "requeue" }
  | { readonly do: "fail"; readonly why: string }
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
    if (e.lease === "foreign") return LEAVE;
    if (e.hasResult) return { do: "finalise" };
    if (!e.pin) return { do: "fail", why: "its pin and its result are gone" };
    const { attempts } = e.state as { attempts: number };
    if (attempts + 1 < MAX_INTERRUPTIONS) return { do: "requeue" };
    return { do: "fail", why: `whoever ran it died, ${MAX_INTERRUPTIONS} times in a row` };
  }
  switch (e.state.kind) {
    case "success":
      return e.pin ? { do: "finalise" } : LEAVE;
    case "failed":
    case "killed":
      if (e.isListedAsFailed) return LEAVE;
      // DVC's removal takes the message, too; `git reflog expire` takes the line alone
      return { do: e.message === "gone" ? "discard" : "relist" };
    default:
      return decideQueued(e);
  }
}

function decideQueued(e: Evidence): Recovery {
  if (!e.pin) return { do: "discard" };
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
