/** What happens on a line to a server: refusals, cuts, silence, bytes that are missing or others. */
import type { Ended } from "../field.ts";
import { BIG_OBJECT, type Ground } from "./ground.ts";
import { type HttpHarm, httpLine, type HttpRequest } from "./http_line.ts";
import type { Kind } from "./servers.ts";
import { type TcpHarm, tcpLine } from "./tcp_line.ts";

export interface RemoteFault {
  readonly name: string;
  readonly kind: Kind;
  /** The data is on the server before it. */
  readonly isPushed: boolean;
  /** Harms a command, or several; how they have ended. */
  run(ground: Ground): Promise<Ended[]>;
}

type Direction = "push" | "pull";
/** Hit once, each time, or with each object. */
type Reach = "once" | "always" | "all";

const MIDDLE = 1_500_000;
const ANSWERS: readonly HttpHarm[] = [403, 404, 500, 503].map((status) => ({ kind: "answer", status }));
const PUSH_HARMS: readonly HttpHarm[] = [
  ...ANSWERS,
  { kind: "cut", of: "request", at: MIDDLE },
  { kind: "stall", of: "request", at: MIDDLE },
  { kind: "cut", of: "response", at: 0 },
];
const PULL_HARMS: readonly HttpHarm[] = [
  ...ANSWERS,
  { kind: "cut", of: "response", at: MIDDLE },
  { kind: "stall", of: "response", at: MIDDLE },
  { kind: "corrupt", of: "response", at: MIDDLE },
  { kind: "shorten", to: MIDDLE },
];
const REACHES: readonly Reach[] = ["once", "always", "all"];

/** Over HTTP each harm can be put exactly where it hurts. @param full with every reach; otherwise they take turns */
export function httpFaults(kinds: readonly Kind[], full: boolean): RemoteFault[] {
  return kinds.flatMap((kind, k) =>
    [
      ...PUSH_HARMS.map((harm) => ["push", harm] as const),
      ...PULL_HARMS.map((harm) => ["pull", harm] as const),
    ].flatMap(([direction, harm], i) =>
      (full ? REACHES : [REACHES[(i + k) % REACHES.length]!]).map((reach) => onObjects(kind, direction, harm, reach))
    )
  ).concat(kinds.filter((kind) => kind !== "http").flatMap((kind) => lookFaults(kind, full)));
}

function onObjects(kind: Kind, direction: Direction, harm: HttpHarm, reach: Reach): RemoteFault {
  const method = direction === "push" ? "PUT" : "GET";
  return {
    name: `${kind}: ${direction}: ${describe(harm)}, ${
      reach === "all" ? "with each object" : `the big object, ${reach}`
    }`,
    kind,
    isPushed: direction === "pull",
    run: (ground) =>
      throughHttp(
        ground,
        direction,
        reach === "once",
        (request) =>
          request.method === method && request.path.includes(reach === "all" ? "/files/md5/" : BIG_OBJECT)
            ? harm
            : undefined,
      ),
  };
}

/** Before anything travels, it is asked what is there. */
function lookFaults(kind: Kind, full: boolean): RemoteFault[] {
  const harms: readonly HttpHarm[] = [...ANSWERS, { kind: "cut", of: "response", at: 20 }];
  return harms.flatMap((harm, i) =>
    (full ? ["once", "always"] as const : [i % 2 === 0 ? "once" as const : "always" as const]).map((
      reach,
    ): RemoteFault => ({
      name: `${kind}: push: ${describe(harm)} to who asks what is there, ${reach}`,
      kind,
      isPushed: false,
      run: (ground) =>
        throughHttp(
          ground,
          "push",
          reach === "once",
          ({ method, path }) =>
            method === "PROPFIND" || method === "HEAD" || (method === "GET" && /[?&]prefix=/.test(path))
              ? harm
              : undefined,
        ),
    }))
  );
}

async function throughHttp(
  ground: Ground,
  direction: Direction,
  isOnce: boolean,
  choose: (request: HttpRequest) => HttpHarm | undefined,
): Promise<Ended[]> {
  let hits = 0;
  await using _proxy = ground.goThrough(() =>
    httpLine((request) => {
      const harm = isOnce && hits > 0 ? undefined : choose(request);
      if (harm !== undefined) hits++;
      return harm;
    })
  );
  const ended = await command(ground, direction);
  if (hits === 0) throw new Error(`nothing was harmed\n${ended.output}`);
  return [ended];
}

function describe(harm: HttpHarm): string {
  switch (harm.kind) {
    case "answer":
      return `the answer is ${harm.status}`;
    case "shorten":
      return "the server sends less, and says so";
    default:
      return `${harm.of} ${{ cut: "cut off", stall: "stalls", corrupt: "falsified" }[harm.kind]} at byte ${harm.at}`;
  }
}

/** SSH is a stream that nobody can look into: it is hit after so many bytes. */
const TCP_AT = [0, 600, 4_000, 20_000, MIDDLE];

export function tcpFaults(full: boolean): RemoteFault[] {
  return (["push", "pull"] as const).flatMap((direction) =>
    (["cut", "stall", "corrupt"] as const).flatMap((kind, k) =>
      TCP_AT.filter((_, i) => full || (i + k) % 2 === 0).flatMap((afterBytes, i) =>
        (full ? [true, false] : [i % 2 === 0]).map((isOnce): RemoteFault => {
          const harm: TcpHarm = { kind, of: direction === "push" ? "request" : "response", afterBytes };
          return {
            name: `sftp: ${direction}: the ${isOnce ? "first" : "each"} line is ${
              WORDS[kind]
            } after ${afterBytes} bytes`,
            kind: "sftp",
            isPushed: direction === "pull",
            async run(ground) {
              let lines = 0;
              await using _proxy = ground.goThrough(() => tcpLine(lines++ > 0 && isOnce ? undefined : harm));
              const ended = await command(ground, direction);
              if (lines === 0) throw new Error(`nothing was harmed\n${ended.output}`);
              return [ended];
            },
          };
        })
      )
    )
  );
}
const WORDS = { cut: "cut", stall: "silent", corrupt: "falsified" } as const;

function command(ground: Ground, direction: Direction): Promise<Ended> {
  return ground.start(direction === "push" ? "sender" : "receiver", ["data", direction]).done;
}
