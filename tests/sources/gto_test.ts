import assert from "node:assert/strict";
import fc from "fast-check";
import { artifactName, compareVersions, revOfArtifact, type TagFacts } from "../../src/sources/gto.ts";

const tags = (...names: string[]): TagFacts[] => names.map((name, i) => ({ name, rev: `rev${i}`, timeMs: i * 1000 }));

Deno.test("without a wish it is the greatest version, not the newest or the one that sorts last as text", () => {
  assert.equal(revOfArtifact(tags("best@v1.10.0", "best@v1.9.0", "other@v3.0.0"), { name: "best" }), "rev0");
  assert.equal(revOfArtifact(tags("best@v1.0.0", "best@v1.0.0-rc.1"), { name: "best" }), "rev0");
});

Deno.test("a stage is what it was assigned to last", () => {
  const all = tags("best#prod#1", "best#dev#2", "best#prod#3");

  assert.equal(revOfArtifact(all, { name: "best", stage: "prod" }), "rev2");
  assert.equal(revOfArtifact(all, { name: "best", stage: "test" }), undefined);
});

Deno.test("what was taken back does not count", () => {
  const all = tags("best@v1.0.0", "best@v2.0.0", "best@v2.0.0!#3", "best#prod#4", "best#prod!#5");

  assert.equal(revOfArtifact(all, { name: "best" }), "rev0");
  assert.equal(revOfArtifact(all, { name: "best", version: "v2.0.0" }), undefined);
  assert.equal(revOfArtifact(all, { name: "best", stage: "prod" }), undefined);
});

Deno.test("an artifact of a folder is named with it", () => {
  assert.equal(artifactName("models/dvc.yaml:best"), "models:best");
  assert.equal(revOfArtifact(tags("models=best@v1.0.0", "best@v2.0.0"), { name: "models:best" }), "rev0");
});

Deno.test("versions are in one order: none before itself, and the other way round is the opposite", () => {
  const version = fc.tuple(fc.nat(11), fc.nat(11), fc.nat(11), fc.constantFrom("", "-a", "-rc.1", "-rc.11", "-1"))
    .map(([major, minor, patch, before]) => `v${major}.${minor}.${patch}${before}`);

  fc.assert(fc.property(version, version, version, (a, b, c) => {
    assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0);
    assert.equal(compareVersions(a, a), 0);
    if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0);
  }));
});
