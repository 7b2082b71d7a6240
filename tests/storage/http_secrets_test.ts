import { deepEqual, equal, ok } from "node:assert/strict";
import { createHost, type Host, type SpawnCommand } from "../../src/host/mod.ts";
import { openHttpStorage } from "../../src/storage/http_storage.ts";
import { openPrivateFolder } from "../../src/storage/private_folder.ts";
import { writeFiles } from "../support/folder_repo.ts";
import { startHttpFiles } from "../support/http_files.ts";

const SECRET = "s3cr3t-w0rd";

/** A host whose temporary folder is one's own, and who remembers what it has started. */
function watchedHost(temp: string): Host & { readonly commands: SpawnCommand[] } {
  const real = createHost();
  const commands: SpawnCommand[] = [];
  const env = { get: (name: string) => name === "TMPDIR" ? temp : real.env.get(name), all: () => real.env.all() };
  const spawn = (command: SpawnCommand) => (commands.push(command), real.processes.spawn(command));
  return { ...real, env, processes: { ...real.processes, spawn }, commands };
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("a password is in no argument, in no environment, in no message, and in no file that stays", async () => {
  const temp = Deno.makeTempDirSync();
  const seen: [mode: number, hasConfig: boolean][] = [];
  await using server = startHttpFiles(() => {
    const [folder] = namesIn(temp);
    const mode = (Deno.statSync(`${temp}/${folder}`).mode ?? 0) & 0o777;
    seen.push([mode, namesIn(`${temp}/${folder}`).includes("config")]);
    return new Response("", { status: 401 });
  });
  const host = watchedHost(temp);
  const url = `${server.url.replace("//", `//me:${SECRET}@`)}/x?sig=${SECRET}`;
  const options = new Map(Object.entries({ auth: "custom", custom_auth_header: "X-Key", password: SECRET }));
  const storage = await openHttpStorage(host, { url, options });

  const told = await storage.look(["a"]).catch((error) => error);

  equal(server.requests[0]!.headers.get("x-key"), SECRET);
  deepEqual(seen, [[0o700, false]], "the list of requests is gone before the first of them is sent");
  equal(told.fault, "remote-refused/storage");
  ok(
    !JSON.stringify([host.commands.map(({ argv, env }) => [argv, env]), storage.shown, told, told.facts]).includes(
      SECRET,
    ),
  );
  deepEqual(namesIn(temp), []);
  Deno.removeSync(temp);
});

Deno.test("killed: curl ends, too, and the next one removes what was left", async () => {
  const temp = Deno.makeTempDirSync();
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  await using server = startHttpFiles((request) => {
    request.signal.addEventListener("abort", () => gone.resolve());
    asked.resolve();
    return new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(1)) }));
  });
  const script = `${temp}/fetch.ts`;
  const from = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  writeFiles(temp, {
    "fetch.ts": `import { createHost } from ${from("host/mod.ts")};
      import { openHttpStorage } from ${from("storage/http_storage.ts")};
      const storage = await openHttpStorage(createHost(), { url: "${server.url}", options: new Map() });
      await storage.fetch(["a"], "${temp}/back");`,
  });
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, script],
    env: { TMPDIR: temp },
    stdout: "null",
  }).spawn();
  await asked.promise;

  child.kill("SIGKILL");
  await child.status;
  await gone.promise;

  const isLeft = (name: string) => name.startsWith("exp-storage-");
  equal(namesIn(temp).filter(isLeft).length, 1);
  openPrivateFolder(watchedHost(temp))[Symbol.dispose]();
  deepEqual(namesIn(temp).filter(isLeft), []);
  Deno.removeSync(temp, { recursive: true });
});
