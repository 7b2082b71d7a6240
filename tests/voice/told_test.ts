import assert from "node:assert/strict";
import * as told from "../../src/voice/told.ts";

const TOLD = new URL("./told.txt", import.meta.url);
const LOST = { current: 3, legacy: 0 };

const SAMPLES: { readonly [Name in keyof typeof told]: readonly told.Told[] } = {
  branched: [told.branched("wide", "brave-fox", false), told.branched("wide", "brave-fox", true)],
  cleanedUp: [told.cleanedUp([]), told.cleanedUp([".dvc/tmp/exps/run", "refs/exps/exec/x"])],
  cleaningUp: [told.cleaningUp],
  collected: [
    told.collected(LOST, "1.5 kB", false, ["repo cache", "legacy cache"]),
    told.collected(LOST, "1.5 kB", true, ["remote", "remote"]),
  ],
  failedInQueue: [told.failedInQueue([{ name: "a", why: "no" }, { name: "b", why: "never" }], "'a' and 'b'")],
  followingQueue: [told.followingQueue(2)],
  frozen: [told.frozen("train", true, "train", "dvc.yaml"), told.frozen("d.dvc", false, "d.dvc", "dvc.yaml")],
  importUnchanged: [told.importUnchanged("data.dvc")],
  noImport: [told.noImport("plain")],
  hooksInstalled: [told.hooksInstalled(false), told.hooksInstalled(true)],
  datasetAdded: [told.datasetAdded("cats", "../other")],
  datasetUpdated: [told.datasetUpdated("cats", "a -> b"), told.datasetUpdated("cats", undefined)],
  downloadedArtifact: [told.downloadedArtifact(1, "model.pkl")],
  importing: [told.importing("data (../src)", "raw")],
  initialized: [told.initialized(true), told.initialized(false)],
  keepingOnly: [told.keepingOnly("the workspace of the current repo.")],
  neverRecorded: [told.neverRecorded("model.pkl", "train", true), told.neverRecorded("model.pkl", "train", false)],
  howToOpenAlways: [told.howToOpenAlways],
  noPlots: [told.noPlots(true), told.noPlots(false)],
  plotModified: [told.plotModified("loss.csv", "train", "dvc.yaml")],
  plotsIncomplete: [told.plotsIncomplete("workspace, HEAD")],
  pulledExperiments: [told.pulledExperiments(["a", "b"], "origin")],
  ranNow: [told.ranNow("a", "workspace"), told.ranNow("a", "checkout")],
  ranQueue: [told.ranQueue(["a", "b"])],
  relinked: [told.relinked],
  reproduced: [told.reproduced("1 ran (0.1 s)")],
  shimWritten: [told.shimWritten("/work/bin/dvc")],
  sidesIncomplete: [told.sidesIncomplete("params", "HEAD", true), told.sidesIncomplete("params", "HEAD", false)],
  sideUnread: [told.sideUnread("params", "HEAD", "it is broken")],
  upToDate: [told.upToDate(2)],
  engineHeadStarted: [told.engineHeadStarted("Slurm", "LOG")],
  workersStarted: [told.workersStarted(1, "LOG"), told.workersStarted(2, "LOG")],
};

function shown(lines: string | told.Lines): string {
  const parts = Object.entries(typeof lines === "string" ? { print: lines } : lines);
  return parts.map(([where, text]) => `${where}: ${text}`).join("\n").replaceAll("\n", "\n    | ") || "nothing";
}

/** Both voices of each result; `UPDATE=1` writes the file, whose changes are reviewed. */
function results(): string {
  return Object.entries(SAMPLES).map(([name, samples]) =>
    [name, ...samples.flatMap(({ exp, dvc }) => [`  exp ${shown(exp)}`, `  dvc ${shown(dvc)}`])].join("\n")
  ).join("\n\n") + "\n";
}

Deno.test("what commands have done is told in both voices, as it was reviewed", () => {
  if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(TOLD, results());

  assert.equal(results(), Deno.readTextFileSync(TOLD));
});
