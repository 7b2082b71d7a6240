/** Results of stages and experiments, by way of a remote, on somebody else's machine. */
import assert from "node:assert/strict";
import { addRemote, type Journey, type Kind, onPlaces } from "./places.ts";

const KINDS: readonly Kind[] = ["s3", "sftp", "webdav"];
const PROJECT = {
  "params.yaml": "lr: 0.1\n",
  "train.sh": 'echo run >>"$HOME/runs"; cat params.yaml params.yaml >model\n',
  "dvc.yaml": "stages:\n  train:\n    cmd: sh train.sh\n    deps: [train.sh]\n    params: [lr]\n    outs: [model]\n",
};

onPlaces("what a stage has made is not made again elsewhere", KINDS, async (journey) => {
  const { dvc, exp, repo } = journey;
  await prepare(journey);
  await exp("repro");
  await dvc("push --run-cache");
  for (const path of ["model", "dvc.lock", ".dvc/cache", ".dvc/tmp"]) {
    Deno.removeSync(`${repo.root}/${path}`, { recursive: true });
  }

  await exp("repro --pull");

  assert.equal(repo.read("model"), "lr: 0.1\nlr: 0.1\n");
  assert.equal(Deno.readTextFileSync(`${repo.around}/home/runs`), "run\n");
});

onPlaces("an experiment is pushed with its data, and applied by who has pulled it", KINDS, async (journey) => {
  const { exp, git, repo, sh } = journey;
  await prepare(journey);
  await exp("repro");
  await repo.commit("baseline");
  await sh("git init -q --bare ../origin.git && git remote add origin ../origin.git && git push -q origin main");
  await exp("run -S lr=0.5 -n brave-fox");
  await git("stash -q");

  await exp("push origin brave-fox");
  await sh(
    "git clone -q -b main ../origin.git ../other && touch .dvc/config.local && cp .dvc/config.local ../other/.dvc/",
  );
  const there = { cwd: "../other" };
  await exp("pull origin brave-fox", there);
  await exp("apply brave-fox", there);

  assert.equal(Deno.readTextFileSync(`${repo.around}/other/model`), "lr: 0.5\nlr: 0.5\n");
});

async function prepare(journey: Journey): Promise<void> {
  journey.repo.write(PROJECT);
  await addRemote(journey, journey.place);
  await journey.repo.commit("project");
}
