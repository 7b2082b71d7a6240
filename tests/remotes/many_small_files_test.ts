/** Many small files go over SSH in one archive where a shell and tar can be had, and one by one where they cannot. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { until } from "../support/wait.ts";
import { addRemote, type Journey, onPlaces } from "./places.ts";
import { objectsIn, wrongObjects } from "./tracked_data.ts";

const FILES = 700;
const variable = (name: string): string => Deno.env.get(name) ?? "";

/** Of `seq`, so that each is another one. */
async function trackMany({ repo, exp, sh }: Journey): Promise<void> {
  await sh(`mkdir data && cd data && seq ${FILES} | while read i; do echo "$i" >"$i"; done`);
  await exp("dvc add -q data");
  await repo.commit("data");
}

async function forget({ sh }: Journey): Promise<void> {
  await sh("rm -rf data .dvc/cache .dvc/tmp");
}

/** An rclone that notes how many files it is told to copy, and an ssh that does something else where an archive goes through it. */
function programs({ repo, place }: Journey, archive: string) {
  const copied = `${repo.around}/copied`;
  const rclone = `${repo.around}/bin/noting-rclone`, ssh = `${repo.around}/bin/its-ssh`;
  writeProgram(
    rclone,
    `#!/bin/sh
case $1 in copy) for w; do [ "$b" != --files-from-raw ] || wc -l <"$w" >>'${copied}'; b=$w; done ;; esac
exec '${place.env.EXP_RCLONE}' "$@"
`,
  );
  writeProgram(ssh, `#!/bin/sh\ncase "$*" in\n${archive}\nesac\nexec ssh "$@"\n`);
  return {
    env: { EXP_RCLONE: rclone, EXP_SSH: `${ssh} -F ${variable("SFTP_CONFIG")}` },
    /** How many files rclone has copied by now, of most calls one: the folder's own object. */
    copied: () => Deno.readTextFileSync(copied).split("\n").filter(Boolean).map(Number),
  };
}

async function hasAll({ repo, place, sh }: Journey): Promise<void> {
  assert.equal(objectsIn(place.folder!).length, FILES + 1);
  assert.deepEqual(wrongObjects(place.folder!), []);
  assert.deepEqual([...Deno.readDirSync(place.folder!)].map(({ name }) => name), ["files"]);
  assert.equal((await sh("cat data/* | sort -n | cksum; seq 700 | cksum")).stdout.replace(/(.*)\n\1\n/, ""), "");
  assert.deepEqual(wrongObjects(`${repo.root}/.dvc/cache`), []);
}

onPlaces("many small files go in one archive each way", ["sftp"], async (journey) => {
  const { exp, place } = journey;
  await trackMany(journey);
  await addRemote(journey, place);
  const { env, copied } = programs(journey, "");

  const pushed = await exp("data push", { env });
  await forget(journey);
  const pulled = await exp("data pull", { env });

  assert.match(pushed.stdout, /^701 files pushed$/m);
  assert.match(pulled.stdout, /^701 files fetched and 700 files added$/m);
  assert.deepEqual(copied(), [1, 1]);
  await hasAll(journey);
});

onPlaces("without a shell rclone moves them", ["sftp"], async (journey) => {
  const { exp, place } = journey;
  await trackMany(journey);
  const options = { ...place.options, keyfile: variable("SFTP_KEY_NO_SHELL") };
  await addRemote(journey, { ...place, options });
  const { env, copied } = programs(journey, "");

  await exp("data push", { env });
  await forget(journey);
  await exp("data pull", { env });

  assert.deepEqual(copied(), [FILES, 1, 1, FILES]);
  await hasAll(journey);
});

onPlaces("a shell whose folders are not those of SFTP gets nothing", ["sftp"], async (journey) => {
  const { repo, exp, place, sh } = journey;
  await trackMany(journey);
  await addRemote(journey, place);
  const elsewhere = `${repo.around}/elsewhere`;
  const { env, copied } = programs(
    journey,
    `*".exp-up-"*)
  n=$# i=0
  for w; do
    i=$((i + 1))
    [ $i != $n ] || w=$(printf %s "$w" | sed 's#${place.folder}#${elsewhere}#g')
    set -- "$@" "$w"
  done
  shift $n ;;`,
  );
  await sh(`mkdir '${elsewhere}'`);

  await exp("data push", { env });

  assert.equal(copied()[0], FILES);
  assert.deepEqual([...Deno.readDirSync(elsewhere)], []);
  await hasAll(journey);
});

onPlaces("an archive that breaks off loses nothing, and rclone moves the rest", ["sftp"], async (journey) => {
  const { exp, place } = journey;
  await trackMany(journey);
  await addRemote(journey, place);
  const { env, copied } = programs(
    journey,
    `*"tar -cf "*) ssh "$@" | head -c 100000; exit 0 ;;\n*"tar -xvomf "*) head -c 100000 | ssh "$@"; exit 0 ;;`,
  );

  await exp("data push", { env });
  await forget(journey);
  await exp("data pull", { env });

  const [sent, , , fetched] = copied();
  assert.equal(sent, FILES);
  assert.ok(fetched! > 0 && fetched! < FILES, `${fetched} of the files did not come in the archive`);
  await hasAll(journey);
});

onPlaces("what a tar could not read is not sent by it", ["sftp"], async (journey) => {
  const { repo, exp, place } = journey;
  await trackMany(journey);
  await addRemote(journey, place);
  const { env, copied } = programs(journey, "");
  const bin = `${repo.around}/failing`;
  Deno.mkdirSync(bin);
  writeProgram(`${bin}/tar`, `#!/bin/sh\nPATH=\${PATH#*:} tar "$@"\nexit 2\n`);

  await exp("data push", { env: { ...env, PATH: `${bin}:${Deno.env.get("PATH")}` } });
  await forget(journey);
  await exp("data pull");

  assert.deepEqual(copied(), [FILES, 1]);
  await hasAll(journey);
});

for (const way of ["push", "pull"] as const) {
  onPlaces(`a ${way} of many small files hears Ctrl-C, and leaves nothing under way`, ["sftp"], async (journey) => {
    const { repo, exp, place, sh } = journey;
    await trackMany(journey);
    await addRemote(journey, place);
    const stalls = "(echo $$ >pid; mv pid stalled; exec sleep 98765)";
    const arrives = `until ls '${place.folder}'/.exp-up-*/files; do sleep 0.02; done >/dev/null 2>&1`;
    const stall = programs(
      journey,
      `*"tar -"*) trap '' INT; cd "\${0%/*}"
  case "$*" in *"tar -c"*) ssh "$@" | { head -c 100000; ${stalls}; } ;; *) { head -c 100000; ${arrives}; ${stalls}; } | ssh "$@" ;; esac
  exit ;;`,
    );
    if (way === "pull") {
      await exp("data push");
      await forget(journey);
    }

    const { stderr } = await exp(`data ${way}`, { code: 130, env: stall.env, interruptWhen: "../bin/stalled" });

    assert.match(stderr, /interrupted/);
    await sh("! grep -qs ') [^ZX] ' /proc/$(cat ../bin/stalled)/stat"); // but for its exit code
    const staging = () => [...Deno.readDirSync(place.folder!)].filter(({ name }) => name.startsWith("."));
    if (way === "push") await until("nothing of it is left on the server", () => staging().length === 0);
    assert.deepEqual([...Deno.readDirSync(`${repo.root}/.dvc/cache`)].map(({ name }) => name), ["files"]);
    await exp("data push");
    await exp("data pull");
    await hasAll(journey);
  });
}
