import { type Bar, type BenchCase, fasterThanDvc, type Yardstick } from "../bench_case.ts";
import * as projects from "../projects.ts";

const FORGET = "aside dvc.lock .dvc/cache .dvc/tmp ../site";
const ADDED = "sh make.sh; exp dvc add -q data; exp dvc repro -q";

/** What the machine needs for it: every file read and hashed once, and written once. */
const HASH_AND_COPY: Yardstick = {
  name: "md5sum and cp -a",
  sh: "find data -type f -print0 | xargs -0 md5sum >/dev/null && cp -a data copied",
  reset: "aside copied",
};
const LITTLE_OF_DVC: readonly Bar[] = [{ of: "cpu", atMost: 0.1, than: "dvc" }];

interface Size {
  readonly files: number;
  /** Of `add`, `status` and `checkout`. */
  readonly peakMiB: number;
}

/** A folder of small files: as an output that was added, and as a stage's dependency. */
function manyFiles({ files, peakMiB }: Size, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeManyFiles(folder, files);
  const count = files.toLocaleString("en");
  const base = { group: "many files", make, ...more };
  const point = (of: string) => ({ curve: { of: `${of}, by files`, size: files } });
  const isPaired = more.alone !== true;
  const little = isPaired ? { bars: [...LITTLE_OF_DVC, atPeak(peakMiB)] } : {};
  return [
    {
      ...base,
      name: `${count} files: first add`,
      reset: `aside data data.dvc .gitignore; ${FORGET}; sh make.sh`,
      dvc: ["add", "-q", "data"],
      beside: HASH_AND_COPY,
      ...(isPaired
        ? {
          bars: [
            { of: "cpu", atMost: 0.25, than: "dvc" },
            { of: "wall", atMost: 1.5, than: "beside" },
            atPeak(peakMiB),
          ],
        }
        : {}),
      headline: isPaired,
      ...point("first add"),
    },
    {
      ...base,
      name: `${count} files: nothing changed`,
      prepare: ADDED,
      dvc: ["repro"],
      ...(more.runs === undefined ? {} : { runs: 3 }), // the first look after an add takes longer, and does not count
      ...little,
      headline: isPaired,
      ...point("nothing changed"),
    },
    {
      ...base,
      name: `${count} files: one touched`,
      prepare: ADDED,
      reset: "touch data/0/7",
      dvc: ["status"],
      ...little,
    },
    ...changedFile(base, count, little, point("one changed")),
    ...LINKS.map(({ type, cp }): BenchCase => ({
      ...base,
      name: `${count} files: checkout after removal, ${type}`,
      prepare: `${ADDED}; exp dvc config cache.type ${type}`,
      reset: "aside data",
      dvc: ["checkout", "data.dvc"],
      beside: { name: cp, sh: `${cp} whole copied`, prepare: "cp -a data whole", reset: "aside copied" },
      ...(isPaired
        ? {
          bars: [
            { of: "cpu", atMost: 1.3, than: "beside" },
            { of: "wall", atMost: 1.3, than: "beside" },
            atPeak(peakMiB),
          ],
        }
        : {}),
      ...point(`checkout by ${type}`),
    })),
  ];
}

const LINKS = [
  { type: "copy", cp: "cp -a" },
  { type: "hardlink", cp: "cp -al" },
  { type: "symlink", cp: "cp -a" },
  { type: "reflink,copy", cp: "cp -a" },
] as const;

function atPeak(mib: number): Bar {
  return { of: "peak", atMost: mib };
}

/** One file is written anew before each run; the first is an own one, whatever it was linked to. */
function changedFile(
  base: Pick<BenchCase, "group" | "make"> & Partial<BenchCase>,
  count: string,
  bars: Partial<BenchCase>,
  point: Partial<BenchCase>,
): BenchCase[] {
  const changed = {
    ...base,
    ...bars,
    prepare: `${ADDED}; mv data/0/7 kept; cp kept data/0/7`,
    reset: "date +%s%N > data/0/7",
  };
  return [
    { ...changed, name: `${count} files: one changed`, dvc: ["add", "-q", "data"], ...point },
    { ...changed, name: `${count} files: one changed, status`, dvc: ["status", "data.dvc"] },
    { ...changed, name: `${count} files: one changed, repro`, dvc: ["repro", "-q"] },
  ];
}

/** So many that DVC's own time is not worth waiting for. */
const MILLION_FILES: BenchCase = {
  group: "many files",
  name: "1,000,000 files: status, nothing changed",
  make: (folder) => projects.writeManyFiles(folder, 1_000_000),
  prepare: "sh make.sh; exp dvc add -q data; exp dvc status data.dvc",
  dvc: ["status", "data.dvc"],
  bars: [{ of: "wall", atMost: 3 }, atPeak(400)],
  alone: true,
  full: true,
  runs: 3,
};

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
  ...manyFiles({ files: 2_000, peakMiB: 90 }, { alone: true, full: true, runs: 3 }),
  ...manyFiles({ files: 20_000, peakMiB: 90 }, {}),
  ...manyFiles({ files: 200_000, peakMiB: 250 }, { full: true, runs: 1 }),
  MILLION_FILES,
  ...bigFile(1, { runs: 3 }),
  ...bigFile(8, { full: true, runs: 2 }),
];
