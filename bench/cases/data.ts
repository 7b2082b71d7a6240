import { type BenchCase, fasterThanDvc } from "../bench_case.ts";
import * as projects from "../projects.ts";

const FORGET = "aside dvc.lock .dvc/cache .dvc/tmp ../site";
const ADDED = "sh make.sh; exp dvc add -q data; exp dvc repro -q";

/** A folder of small files: as an output that was added, and as a stage's dependency. */
function manyFiles(files: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeManyFiles(folder, files);
  const count = files.toLocaleString("en");
  const base = { group: "many files", make, ...more };
  const point = (of: string) => ({ curve: { of: `${of}, by files`, size: files } });
  const isPaired = more.alone !== true;
  return [
    {
      ...base,
      name: `${count} files: first add`,
      reset: `aside data data.dvc .gitignore; ${FORGET}; sh make.sh`,
      dvc: ["add", "-q", "data"],
      bars: [fasterThanDvc(5)],
      headline: isPaired,
      ...point("first add"),
    },
    {
      ...base,
      name: `${count} files: nothing changed`,
      prepare: ADDED,
      dvc: ["repro"],
      ...(more.runs === undefined ? {} : { runs: 3 }), // the first look after an add takes longer, and does not count
      bars: [fasterThanDvc(10)],
      headline: isPaired,
      ...point("nothing changed"),
    },
    { ...base, name: `${count} files: one touched`, prepare: ADDED, reset: "touch data/0/7", dvc: ["status"] },
    {
      ...base,
      name: `${count} files: one changed`,
      prepare: `${ADDED}; mv data/0/7 kept; cp kept data/0/7`,
      reset: "date +%s%N > data/0/7",
      dvc: ["add", "-q", "data"],
      ...point("one changed"),
    },
    ...["copy", "hardlink", "symlink", "reflink"].map((type): BenchCase => ({
      ...base,
      name: `${count} files: checkout after removal, ${type === "reflink" ? "reflink,copy" : type}`,
      prepare: `${ADDED}; exp dvc config cache.type ${type === "reflink" ? "reflink,copy" : type}`,
      reset: "aside data",
      dvc: ["checkout", "data.dvc"],
      ...point(`checkout by ${type}`),
    })),
  ];
}

function bigFile(gib: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeBigFile(folder, gib);
  const base = { group: "big file", make, ...more };
  return [
    {
      ...base,
      name: `${gib} GiB: first run`,
      prepare: "sh make.sh; sync",
      reset: `aside count .gitignore; ${FORGET}`,
      dvc: ["repro"],
      beside: { name: "md5sum", sh: "md5sum big.bin" },
      bars: [{ of: "wall", atMost: 1.15, than: "beside" }],
      headline: true,
    },
    {
      ...base,
      name: `${gib} GiB: nothing changed`,
      prepare: "sh make.sh; dvc repro -q; dvc repro -q",
      dvc: ["repro"],
      bars: [fasterThanDvc(10)],
    },
  ];
}

export const DATA_CASES: readonly BenchCase[] = [
  ...manyFiles(2_000, { alone: true, full: true, runs: 3 }),
  ...manyFiles(20_000, {}),
  ...manyFiles(200_000, { full: true, runs: 1 }),
  ...bigFile(1, { runs: 3 }),
  ...bigFile(8, { full: true, runs: 2 }),
];
