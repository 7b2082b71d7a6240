/** What docs/remotes.md says to do is done, command by command, with real servers, and says what the page shows. */
import assert from "node:assert/strict";
import { followPage, type NamedPlace } from "../support/doc_page.ts";
import { newPlace, onPlaces } from "./places.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/remotes.md", import.meta.url));

const PIPELINE = {
  "params.yaml": "lr: 0.2\n",
  "train.csv": "1,2\n",
  "train.sh": "cat train.csv params.yaml > model\necho '{\"acc\": 1}' > metrics.json\n",
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.csv, train.sh]
    params: [lr]
    outs: [model]
    metrics:
    - metrics.json:
        cache: false
`,
};

onPlaces(
  "the commands of docs/remotes.md lead from a store to experiments that others have",
  ["s3"],
  async (journey) => {
    const { repo, place, git, exp, sh } = journey;
    const places = [...placesOf(place), ["/media/disk", `${repo.around}/disk`]] as const;
    await sh("mkdir ../disk && git init -q --bare -b main ../origin.git && git remote add origin ../origin.git");
    repo.write(PIPELINE);
    await exp("add -q train.csv");
    await exp("run -q");
    const [, config = ""] = /^```ini\n# \.dvc\/config\n([^]*?)^```$/m.exec(DOCUMENT) ?? [];
    assert.match(config, /url = /);
    repo.write({ ".dvc/config": places.reduce((real, [written, here]) => real.replaceAll(written, here), config) });
    await repo.commit("baseline");
    await git("push -q origin HEAD");

    await followPage("remotes.md", journey, { places });

    assert.match(Deno.readTextFileSync(`${repo.around}/colleague/model`), /lr: 0\.3/);
    assert.ok(place.folder !== undefined);
  },
);

Deno.test("docs/remotes.md has sessions and one file alone between its fences", () => {
  const fences = [...DOCUMENT.matchAll(/^```(\w*)\n[^]*?^```$/gm)].map(([, language]) => language);
  assert.deepEqual([...new Set(fences)].sort(), ["console", "ini"]);
  assert.equal(fences.filter((language) => language === "ini").length, 1);
});

function placesOf(place: {
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}): NamedPlace[] {
  return [
    ["s3://data/team", place.url],
    ["http://minio.lab:9000", place.options["endpointurl"] ?? ""],
    ["SECRET_KEY", place.secrets["secret_access_key"] ?? ""],
    ["user ann", `user ${Deno.env.get("WEBDAV_USER") ?? ""}`],
    ["PASSWORD", Deno.env.get("WEBDAV_PASSWORD") ?? ""],
    ["KEY_ID", place.secrets["access_key_id"] ?? ""],
    ["ssh://exp-data/srv/data", `ssh://exp-data${Deno.env.get("SFTP_FOLDER") ?? ""}/docs-${crypto.randomUUID()}`],
    ["webdav://cloud.lab/files/ann", newPlace("webdav")?.url ?? ""],
    ["http://files.lab/data", newPlace("http")?.url ?? ""],
  ];
}
