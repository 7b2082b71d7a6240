/** What a power cut must leave: steps that are forced to the disk, and their order. */
import type { Mutant } from "./mutant.ts";

const WRITES = "tests/host/file_writes_test.ts";
const QUEUE = "tests/queue/durable_test.ts";

export const DURABLE: readonly Mutant[] = [
  {
    name: "durable/a file has its name before its content is on the disk",
    file: "src/host/file_writes.ts",
    text: "if (sync !== false) file.sync();",
    instead: "",
    breaks: "a file that was written durably is the old or the new one after a power cut",
    seenBy: [WRITES],
  },
  {
    name: "durable/a file's name is not on the disk",
    file: "src/host/file_writes.ts",
    text: "if (sync === true) disk.sync(folderOf(path));",
    instead: "",
    breaks: "a file that was written durably is there after a power cut",
    seenBy: [WRITES],
  },
  {
    name: "durable/a refused write leaves half a file",
    file: "src/host/file_writes.ts",
    text: "disk.remove(temp);\n      throw error;",
    instead: "throw error;",
    breaks: "a full disk leaves no rubbish",
    seenBy: [WRITES],
  },
  {
    name: "durable/what moves to another disk goes here first",
    file: "src/host/file_writes.ts",
    text: "disk.sync(temp);",
    instead: "",
    breaks: "what moves to another disk is there before it is gone here",
    seenBy: [WRITES],
  },
  {
    name: "durable/the journal is left to the kernel",
    file: "src/queue/journal.ts",
    text: "{ sync: true, ...isSecret",
    instead: "{ ...isSecret",
    breaks: "an acknowledged task survives a power cut, with its options",
    seenBy: [QUEUE],
  },
  {
    name: "durable/a waiting task's state is left to the kernel",
    file: "src/queue/store.ts",
    text: '"pruned", "queued", "collecting"',
    instead: '"pruned", "collecting"',
    breaks: "where a task rests is forced to the disk",
    seenBy: [QUEUE],
  },
  {
    name: "durable/a task forgets which commit is its own",
    file: "src/queue/store.ts",
    text: '"pruned", "queued", "collecting"',
    instead: '"pruned", "queued"',
    breaks: "after a power cut a task knows its own result",
    seenBy: [QUEUE],
  },
  {
    name: "durable/an undo forgets before it has brought back",
    file: "src/records/removed.ts",
    text: "git.syncRefs(latest.experiments.map(({ ref }) => ref)); //",
    instead: "//",
    breaks: "a removed experiment is in one place or the other after a power cut",
    seenBy: ["tests/records/ref_races_test.ts"],
  },
  {
    name: "durable/pins' names are left to the kernel",
    file: "src/queue/enqueue.ts",
    text: "syncPins(git); //",
    instead: "//",
    breaks: "an acknowledged task's pin survives a power cut",
    seenBy: [QUEUE],
  },
  {
    name: "durable/a stash's reflog is left to the kernel",
    file: "src/records/stash_log.ts",
    text: "host.fs.writeAtomic(logPath, formatLog(lines), { sync: true })",
    instead: "host.fs.writeAtomic(logPath, formatLog(lines))",
    breaks: "a stash's reflog survives a power cut",
    seenBy: [QUEUE],
  },
  {
    name: "durable/a stash's ref is left to the kernel",
    file: "src/records/stash_log.ts",
    text: "host.fs.append(lock, `${tip.rev}\\n`, { sync: true });",
    instead: "host.fs.append(lock, `${tip.rev}\\n`);",
    breaks: "a stash's ref is never an empty file after a power cut",
    seenBy: [QUEUE],
  },
  {
    name: "durable/a stash's ref comes before its reflog",
    file: "src/records/stash_log.ts",
    text:
      "inRefFolder(host.fs, logPath, () => host.fs.writeAtomic(logPath, formatLog(lines), { sync: true }));\n    host.fs.append(lock, `${tip.rev}\\n`, { sync: true });",
    instead:
      "host.fs.append(lock, `${tip.rev}\\n`, { sync: true });\n    inRefFolder(host.fs, logPath, () => host.fs.writeAtomic(logPath, formatLog(lines), { sync: true }));",
    breaks: "what a stash's ref names is in its reflog",
    seenBy: [QUEUE],
  },
];
