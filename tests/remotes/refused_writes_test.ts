/** A server that lets us read, and does not take what we send. */
import assert from "node:assert/strict";
import { httpLine, type HttpRequest } from "../faults/remotes/http_line.ts";
import { Proxy } from "../faults/remotes/proxy.ts";
import { addRemote, onPlaces, type Place } from "./places.ts";

/** What comes to it goes on to the place, as it is (it may be signed), but for requests that are refused. */
function openDoor(place: Place, isRefused: (request: HttpRequest) => boolean): Proxy {
  return new Proxy(
    portOf(place),
    () => httpLine((request) => isRefused(request) ? { kind: "answer", status: 403 } : undefined),
  );
}

const PORT = /127\.0\.0\.1:(\d+)/;

/** Of a bucket it is the endpoint that has one. */
const addressOf = ({ url, options }: Place) => options.endpointurl ?? url;
const portOf = (place: Place) => Number(PORT.exec(addressOf(place))?.[1]);
const behind = ({ port }: Proxy, place: Place): Place => {
  const address = addressOf(place).replace(PORT, `127.0.0.1:${port}`);
  return place.options.endpointurl === undefined
    ? { ...place, url: address }
    : { ...place, options: { ...place.options, endpointurl: address } };
};

const KINDS = ["s3", "webdav", "http"] as const;

onPlaces("a server that refuses PUT is told as such, once, and nothing is half-done", KINDS, async (journey) => {
  const { exp, repo, place, sh } = journey;
  let puts = 0;
  await using door = openDoor(place, ({ method }) => method === "PUT" && ++puts > 0);
  repo.write({ "data/a": "a\n", "data/b": "b\n" });
  await exp("add -q data");
  await addRemote(journey, place);
  await exp("data push -q");
  const there = async () => (await sh(`find ${place.folder} -type f | sort`)).stdout;
  const [before, record] = [await there(), repo.read("data.dvc")];
  await addRemote(journey, behind(door, place));
  repo.write({ "data/c": "c\n", "data/d": "d\n" });
  await exp("add -q data");

  const { stdout, stderr } = await exp("data push", { code: 77 });

  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^error: \S+ does not let us (in|send or have data\/[cd], data\/[cd]): .*403.*\nhint: look at its cred/,
  );
  assert.ok(puts <= 2, `${puts} requests`);
  assert.equal(await there(), before);
  assert.match((await exp("status -c")).stdout, /data/);
  repo.write({ "data.dvc": record });
  Deno.removeSync(`${repo.root}/.dvc/cache`, { recursive: true });
  await exp("data pull -q --force");
  assert.equal(repo.read("data/a"), "a\n");
});

onPlaces(
  "of objects of which one is refused the others go, and no folder without it",
  ["s3", "http"],
  async (journey) => {
    const { exp, repo, place, sh } = journey;
    let isShut = true;
    const refused = "files/md5/60/b725f10c9c85c70d97880dfe8191b3"; // a
    await using door = openDoor(place, ({ method, path }) => isShut && method === "PUT" && path.includes(refused));
    repo.write({ "data/a": "a\n", "data/b": "b\n" });
    await exp("add -q data");
    await addRemote(journey, behind(door, place));
    const there = async () => (await sh(`cd ${place.folder} && find . -type f | sort`)).stdout.trim().split("\n");

    const { stderr } = await exp("data push", { code: 77 });

    assert.match(stderr, /^error: \S+ does not let us send or have data\/a: .*403.*\nhint: 1 other went through; /);
    assert.deepEqual(await there(), ["./files/md5/3b/5d5c3712955042212316173ccf37be"]);
    isShut = false;
    await exp("data push -q");
    assert.equal((await there()).length, 3);
  },
);
