/** A disk that is full, files that may not be written, few file handles: while it lasts, and after it is over. */
import { quote } from "../support/command.ts";
import { type Fault, oneMoreDrain } from "./fault.ts";
import { EXP_BIN, type Field, queueWords, searchWords } from "./field.ts";

const WAITING = 4;

/** Free space in KiB: from nothing at all to nearly enough for all. */
const FREE_KIB = [0, 4, 12, 24, 48, 96, 160, 240, 360];

/** For a field on a small disk of its own. */
export function fullDisk(): Fault[] {
  const drains = FREE_KIB.map((free): Fault => ({
    name: `the disk is full but for ${free} KiB, then there is space again`,
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "recorded" },
    async run(field) {
      await fill(field, free);
      await field.drain(2);
      await empty(field);
      await oneMoreDrain(field);
    },
  }));
  const enqueues = FREE_KIB.slice(0, 7).map((free): Fault => ({
    name: `experiments are queued on a disk that is full but for ${free} KiB`,
    waiting: 0,
    expectation: { tasks: WAITING, outcome: "all-or-none" },
    async run(field) {
      await fill(field, free);
      await field.exp(queueWords(WAITING));
      await empty(field);
      await oneMoreDrain(field);
    },
  }));
  const searches = FREE_KIB.map((free): Fault => ({
    name: `a search is drained on a disk that is full but for ${free} KiB, then there is space again`,
    waiting: 0,
    expectation: { tasks: WAITING, outcome: "recorded" },
    async run(field) {
      await field.must([EXP_BIN, ...searchWords(WAITING)].map(quote).join(" "));
      await fill(field, free);
      await field.drain(2);
      await empty(field);
      await oneMoreDrain(field);
    },
  }));
  return [...drains, ...enqueues, ...searches];
}

async function fill(field: Field, freeKib: number): Promise<void> {
  const filler = quote(`${field.folder}/filler`);
  await field.sh(`cat /dev/zero >${filler} 2>/dev/null`);
  await field.must(`truncate -s -${freeKib}K ${filler}`);
}

async function empty(field: Field): Promise<void> {
  await field.must(`rm -f ${quote(`${field.folder}/filler`)}`);
}

/** Limits that every Unix has: the size of files, and their number. */
export function limits(): Fault[] {
  return [..."1 2 4 8".split(" ").map((kib) => ["-f", kib]), ["-n", "24"], ["-n", "40"]].map((
    [flag, value],
  ): Fault => ({
    name: `ulimit ${flag} ${value}`,
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "recorded" },
    async run(field) {
      await field.sh(`ulimit ${flag} ${value}; trap '' XFSZ; exec ${quote(EXP_BIN)} queue drain`);
      await oneMoreDrain(field);
    },
  }));
}

const PROTECTED = [".git", ".git/refs/exps", ".git/objects", ".dvc/cache", ".dvc/tmp", ".dvc/tmp/exps", ".dvc/tmp/exp"];

/** @param uid somebody who is not root, whom permissions mean something to */
export function readOnly(uid: number | undefined): Fault[] {
  const as = uid === undefined ? {} : { uid };
  return PROTECTED.map((folder): Fault => ({
    name: `${folder} is read-only, then it is not`,
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "recorded" },
    async run(field) {
      if (uid !== undefined) await field.must(`chown -R ${uid}:${uid} ${quote(field.folder)}`);
      await field.must(`mkdir -p ${folder}`, as);
      await field.must(`chmod -R a-w ${folder}`, as);
      await field.drain(2, as);
      await field.must(`chmod -R u+w ${folder}`, as);
      // the cache's own protection
      await field.must("[ ! -d .dvc/cache/files ] || find .dvc/cache/files -type f -exec chmod 444 {} +", as);
      await field.drain(4, as);
      if (uid !== undefined) await field.must(`chown -R 0:0 ${quote(field.folder)}`);
      await oneMoreDrain(field);
    },
  }));
}
