/** A server on the loopback behind TLS, with a certificate that nobody but it has signed. */
import type { Place } from "./places.ts";

export interface TlsDoor extends AsyncDisposable {
  readonly port: number;
}

/** Makes NAME.pem and NAME.key for 127.0.0.1 in a folder. */
export async function makeCertificate(folder: string, name: string): Promise<void> {
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const about = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", `${folder}/${name}.key`, "-out", `${folder}/${name}.pem`];
  const openssl = new Deno.Command("openssl", { args: [...args, ...about, ...files], stdout: "null", stderr: "piped" });
  const { success, stderr } = await openssl.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** What comes to it goes on to a port without TLS. @param certificate the files NAME.pem and NAME.key, without what they end with */
export function openTlsDoor(certificate: string, to: number): TlsDoor {
  const cert = Deno.readTextFileSync(`${certificate}.pem`), key = Deno.readTextFileSync(`${certificate}.key`);
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const under = new Set<Promise<void>>();
  const serve = async () => {
    for (;;) {
      const outside = await listener.accept();
      const line = pass(outside, to).finally(() => under.delete(line));
      under.add(line);
    }
  };
  const serving = serve().catch(() => {}); // it is closed
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      await Promise.all(under);
    },
  };
}

async function pass(outside: Deno.TlsConn, to: number): Promise<void> {
  const inside = await Deno.connect({ hostname: "127.0.0.1", port: to });
  // who does not believe the certificate goes in the middle of the greeting
  const quiet = (way: Promise<void>) => way.catch(() => {});
  await Promise.all([quiet(outside.readable.pipeTo(inside.writable)), quiet(inside.readable.pipeTo(outside.writable))]);
}

/** The port of a place, wherever it is told. */
export function portOf({ url, options }: Place): number {
  return Number(/127\.0\.0\.1:(\d+)/.exec(options.endpointurl ?? url)?.[1]);
}

/** The same place, reached through a door. */
export function behind(door: TlsDoor, place: Place, ssl_verify?: string): Place {
  const told = (text: string) =>
    text.replace(/^(http|webdav):/, "$1s:").replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${door.port}`);
  const options = Object.fromEntries(Object.entries(place.options).map(([name, value]) => [name, told(value)]));
  return { ...place, url: told(place.url), options: { ...options, ...ssl_verify === undefined ? {} : { ssl_verify } } };
}
