/** A server that lets us read, and does not take what we send. */
import assert from "node:assert/strict";
import { addRemote, onPlaces, type Place } from "./places.ts";

interface HttpDoor extends AsyncDisposable {
  readonly port: number;
}

/** What comes to it goes on to a port, but for requests that are refused. */
function openHttpDoor(to: number, isRefused: (request: Request) => boolean): HttpDoor {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const body = request.body === null ? null : await request.arrayBuffer();
    if (isRefused(request)) return new Response(null, { status: 403 });
    const { method, headers, url } = request;
    const { pathname, search } = new URL(url);
    return await fetch(`http://127.0.0.1:${to}${pathname}${search}`, { method, headers, body, redirect: "manual" });
  });
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

const portOf = ({ url }: Place) => Number(/127\.0\.0\.1:(\d+)/.exec(url)?.[1]);
const behind = (door: HttpDoor, place: Place): Place => ({
  ...place,
  url: place.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${door.port}`),
});

const KINDS = ["webdav", "http"] as const;

onPlaces("a server that refuses PUT is told as such, once, and nothing is half-done", KINDS, async (journey) => {
  const { exp, repo, place, sh } = journey;
  let puts = 0;
  await using door = openHttpDoor(portOf(place), ({ method }) => method === "PUT" && ++puts > 0);
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

onPlaces("of objects of which one is refused the others go, and no folder without it", ["http"], async (journey) => {
  const { exp, repo, place, sh } = journey;
  let isShut = true;
  const refused = "files/md5/60/b725f10c9c85c70d97880dfe8191b3"; // a
  await using door = openHttpDoor(
    portOf(place),
    ({ method, url }) => isShut && method === "PUT" && url.endsWith(refused),
  );
  repo.write({ "data/a": "a\n", "data/b": "b\n" });
  await exp("add -q data");
  await addRemote(journey, behind(door, place));
  const there = async () => (await sh(`cd ${place.folder} && find . -type f | sort`)).stdout.trim().split("\n");

  const { stderr } = await exp("data push", { code: 77 });

  assert.match(stderr, /^error: \S+ does not let us send or have data\/a: 403 Forbidden\nhint: 1 other went through; /);
  assert.deepEqual(await there(), ["./files/md5/3b/5d5c3712955042212316173ccf37be"]);
  isShut = false;
  await exp("data push -q");
  assert.equal((await there()).length, 3);
});
