/**
 * A folder behind WebHDFS, as Apache's "WebHDFS REST API" describes it: what files need of it, with a name node that sends
 * whoever brings or wants content to a data node. A real Hadoop 3.3.6 has shown the rest of its manners: renaming makes
 * no folders, and not over what is there unless asked to.
 */
import { dirname } from "node:path";

export interface WebHdfsFiles extends AsyncDisposable {
  /** `HOST:PORT` of the name node. */
  readonly host: string;
  readonly folder: string;
  /** `METHOD OPERATION` and the other parameters, as they came to the name node. */
  readonly requests: readonly string[];
}

interface Manners {
  /** Refuses to rename over a file, whatever it is asked for, as HttpFS does. */
  readonly neverOver?: boolean;
  /** Answers in its place. */
  readonly meddle?: (request: Request, operation: string) => Response | undefined;
}

export function startWebHdfsFiles({ neverOver = false, meddle = () => undefined }: Manners = {}): WebHdfsFiles {
  const folder = Deno.makeTempDirSync({ prefix: "exp-hdfs-" });
  const requests: string[] = [];
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const data = Deno.serve(listen, (request) => serveData(folder, request));
  const names = Deno.serve(listen, (request) => {
    const { searchParams } = new URL(request.url);
    requests.push(`${request.method} ${[...searchParams].map(([name, value]) => `${name}=${value}`).sort().join(" ")}`);
    const operation = searchParams.get("op") ?? "";
    return meddle(request, operation) ?? serveNames(folder, request, operation, data.addr.port, neverOver);
  });
  return {
    host: `127.0.0.1:${names.addr.port}`,
    folder,
    requests,
    async [Symbol.asyncDispose]() {
      await names.shutdown();
      await data.shutdown();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

function serveNames(folder: string, request: Request, operation: string, port: number, neverOver: boolean): Response {
  const path = pathIn(folder, request);
  const { searchParams } = new URL(request.url);
  const stat = statOf(path);
  switch (`${request.method} ${operation}`) {
    case "PUT CREATE":
      return elsewhere(request, port);
    case "PUT MKDIRS":
      Deno.mkdirSync(path, { recursive: true });
      return Response.json({ boolean: true });
    case "PUT RENAME": {
      const target = folder + searchParams.get("destination");
      const isOver = searchParams.get("renameoptions") === "OVERWRITE" && !neverOver;
      if (statOf(dirname(target)) === undefined || stat === undefined) return missing();
      if (statOf(target) !== undefined && !isOver) return Response.json({ boolean: false });
      Deno.renameSync(path, target);
      return isOver ? new Response() : Response.json({ boolean: true });
    }
    case "DELETE DELETE":
      if (stat !== undefined) Deno.removeSync(path, { recursive: true });
      return Response.json({ boolean: stat !== undefined });
  }
  if (stat === undefined) return missing();
  switch (`${request.method} ${operation}`) {
    case "GET OPEN":
      return elsewhere(request, port);
    case "GET GETFILESTATUS":
      return Response.json({ FileStatus: statusOf("", stat) });
    case "GET GETFILECHECKSUM":
      return Response.json({
        FileChecksum: { algorithm: "MD5-of-0MD5-of-512CRC32C", bytes: `c${stat.size}`, length: 28 },
      });
    case "GET LISTSTATUS": {
      const names = stat.isFile ? [""] : [...Deno.readDirSync(path)].map(({ name }) => name).sort();
      const statuses = names.map((name) => statusOf(name, Deno.statSync(`${path}/${name}`.replace(/\/$/, ""))));
      return Response.json({ FileStatuses: { FileStatus: statuses } });
    }
    default:
      return new Response("", { status: 400 });
  }
}

async function serveData(folder: string, request: Request): Promise<Response> {
  const path = pathIn(folder, request);
  if (request.method === "GET") return new Response(Deno.readFileSync(path));
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeFileSync(path, new Uint8Array(await request.arrayBuffer()));
  return new Response(null, { status: 201 });
}

function elsewhere(request: Request, port: number): Response {
  const url = new URL(request.url);
  url.port = String(port);
  return new Response(null, { status: 307, headers: { location: url.href } });
}

function missing(): Response {
  const RemoteException = { exception: "FileNotFoundException", message: "File does not exist" };
  return Response.json({ RemoteException }, { status: 404 });
}

function statusOf(pathSuffix: string, { isDirectory, size, mtime }: Deno.FileInfo) {
  const type = isDirectory ? "DIRECTORY" : "FILE";
  return { pathSuffix, type, length: isDirectory ? 0 : size, modificationTime: mtime?.getTime() ?? 0 };
}

function pathIn(folder: string, request: Request): string {
  return (folder + decodeURIComponent(new URL(request.url).pathname.replace("/webhdfs/v1", ""))).replace(/\/$/, "");
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
