/** What docs/remotes.md says to do is done, block by block, with real servers. */
import assert from "node:assert/strict";
import type { TestResult } from "../support/command.ts";
import type { Scenario } from "../support/scenario.ts";
import { newPlace, onPlaces } from "./places.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/remotes.md", import.meta.url));

/** Blocks of commands, and of files that begin with their names; in their order. */
const BLOCKS = [...DOCUMENT.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

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
    await sh("git init -q --bare -b main ../origin.git && git remote add origin ../origin.git");
    repo.write(PIPELINE);
    await exp("add -q train.csv");
    await exp("run -q");
    await repo.commit("baseline");
    await git("push -q origin HEAD");
    const said: string[] = [];

    for (const { language, text } of BLOCKS) {
      const real = asHere(text, journey);
      if (language === "ini") {
        await inPlace(
          journey,
          `cat > ${/^# (\S+)\n/.exec(real)![1]} <<'END'\n${real}END\ngit commit -qam store && git push -q origin HEAD`,
        );
      } else said.push((await inPlace(journey, real)).stdout);
    }

    const all = said.join("");
    assert.match(all, /would push \d+ files/);
    assert.match(all, /Everything is up to date\./);
    assert.match(all, /Cache and remote 'store' are in sync\./);
    const saidBy = (command: string) =>
      said[BLOCKS.filter(({ language }) => language === "sh").findIndex(({ text }) => text.includes(command))]!;
    assert.match(saidBy("exp ls --all"), /hot[^]*warm|warm[^]*hot/);
    for (const command of ["exp data push -r cloud", "exp data push -r web"]) {
      assert.match(saidBy(command), /^\d+ files pushed$/m);
    }
    assert.match(Deno.readTextFileSync(`${repo.around}/colleague/model`), /lr: 0\.3/);
    assert.ok(place.folder !== undefined);
  },
);

Deno.test("docs/remotes.md has commands and files alone between its fences", () => {
  assert.deepEqual([...new Set(BLOCKS.map(({ language }) => language))].sort(), ["ini", "sh"]);
});

/** The places of the text, as they are on this machine. */
function asHere(text: string, { place, repo }: { readonly place: Parameters<typeof placesOf>[0] } & Scenario): string {
  return [...placesOf(place), ["/media/disk", `${repo.around}/disk`] as const]
    .reduce((real, [written, here]) => real.replaceAll(written, here), text);
}

function placesOf(
  place: {
    readonly url: string;
    readonly options: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
  },
) {
  return [
    ["s3://data/team", place.url],
    ["http://minio.lab:9000", place.options["endpointurl"] ?? ""],
    ["SECRET_KEY", place.secrets["secret_access_key"] ?? ""],
    [" ann\n", ` ${Deno.env.get("WEBDAV_USER") ?? ""}\n`],
    ["PASSWORD", Deno.env.get("WEBDAV_PASSWORD") ?? ""],
    ["KEY_ID", place.secrets["access_key_id"] ?? ""],
    ["ssh://exp-data/srv/data", `ssh://exp-data${Deno.env.get("SFTP_FOLDER") ?? ""}/docs-${crypto.randomUUID()}`],
    ["webdav://cloud.lab/files/ann", newPlace("webdav")?.url ?? ""],
    ["http://files.lab/data", newPlace("http")?.url ?? ""],
  ] as const;
}

/** Runs a block where the one before has left off. */
async function inPlace({ sh, repo }: Scenario, commands: string): Promise<TestResult> {
  const place = `${repo.around}/place`;
  return await sh(`set -e; mkdir -p ../disk; cd "$(cat ${place} 2>/dev/null || echo .)"\n${commands}\npwd >${place}`);
}
