/**
 * The Worker that helps with jobs over many files: it takes chunks from the shared board until none is left.
 *
 * An entry point of its own: the build makes `hash_worker.js` of it, beside the program's bundle.
 */
import { createHost, serveThread } from "../host/mod.ts";
import { createRunner, type FileJob } from "./job.ts";
import { JobBoard } from "./job_board.ts";

export interface HashAssignment {
  readonly job: FileJob;
  readonly memory: SharedArrayBuffer;
}

serveThread<HashAssignment, never>(({ job, memory }) => {
  new JobBoard(memory, job.items.length).work(job.items, createRunner(createHost(), job), true);
});
