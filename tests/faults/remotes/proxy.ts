/** A line between a program and a server that can be harmed: cut, stalled, its bytes changed. */

/** What becomes of bytes on their way: these go on, and perhaps no more come after them. */
export interface Passed {
  readonly bytes: Uint8Array;
  readonly then?: "cut" | "stall";
}

/** One connection through the proxy, as the harm sees it. */
export interface Line {
  /** Bytes that the program sends. */
  up(chunk: Uint8Array): Passed;
  /** Bytes that the server sends. */
  down(chunk: Uint8Array): Passed;
  /** What the program is told instead of the server's answer; the line is cut after it. */
  readonly instead?: () => Uint8Array | undefined;
}

export class Proxy implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.Listener;
  readonly #open = new Set<Deno.Conn>();
  readonly #lines = new Set<Promise<void>>();

  /** @param newLine what happens on a connection */
  constructor(private readonly serverPort: number, private readonly newLine: () => Line) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#lines.add(this.#accept());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cutAll();
    await Promise.all(this.#lines);
  }

  /** As when a cable is pulled. */
  cutAll(): void {
    for (const connection of this.#open) close(connection);
    this.#open.clear();
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const line = this.#serve(client).catch(() => {}); // either side may be gone at any time
      this.#lines.add(line);
      line.finally(() => this.#lines.delete(line));
    }
  }

  async #serve(client: Deno.Conn): Promise<void> {
    this.#open.add(client);
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.serverPort });
    this.#open.add(server);
    const line = this.newLine();
    try {
      await Promise.race([
        pump(client, server, (chunk) => line.up(chunk), () => line.instead?.()),
        pump(server, client, (chunk) => line.down(chunk), () => undefined),
      ]);
    } finally {
      for (const connection of [client, server]) {
        close(connection);
        this.#open.delete(connection);
      }
    }
  }
}

/** Ends when either side has, or the line is cut; a line that stalls ends when the program gives up. */
async function pump(
  from: Deno.Conn,
  to: Deno.Conn,
  pass: (chunk: Uint8Array) => Passed,
  instead: () => Uint8Array | undefined,
): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  let isStalled = false;
  for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
    if (isStalled) continue;
    const { bytes, then } = pass(buffer.slice(0, size));
    const answer = instead();
    if (answer !== undefined) return await writeAll(from, answer);
    await writeAll(to, bytes);
    if (then === "cut") return;
    isStalled = then === "stall";
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await to.write(rest));
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // it is closed already
  }
}
