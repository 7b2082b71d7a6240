import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { type HttpAnswer, judgeAnswer, readReport } from "../../src/storage/http_answer.ts";
import { fileFacts, readHeaders, readValidator } from "../../src/storage/http_headers.ts";
import { readHttpPlace } from "../../src/storage/http_place.ts";
import { configText, type HttpRequest } from "../../src/storage/http_request.ts";

const answer = (facts: Partial<HttpAnswer>): HttpAnswer => ({
  status: 0,
  exit: 0,
  sent: 0,
  received: 0,
  redirect: "",
  says: "",
  ...facts,
});
const judged = (facts: Partial<HttpAnswer>, request: Pick<HttpRequest, "method" | "isGlance"> = { method: "GET" }) =>
  judgeAnswer(answer(facts), request).kind;

Deno.test("what an answer means", () => {
  equal(judged({ status: 200 }), "done");
  equal(judged({ status: 206 }), "done");
  equal(judged({ status: 404, exit: 22 }), "missing");
  equal(judged({ status: 410, exit: 22 }), "missing");
  equal(judged({ status: 403, exit: 22 }), "refused");
  equal(judged({ status: 401, exit: 22 }), "unauthorized");
  equal(judged({ status: 400, exit: 22 }), "failed");
  for (const status of [408, 429, 500, 502, 503, 504]) equal(judged({ status, exit: 22 }), "again", `${status}`);
  for (const exit of [6, 7, 18, 28, 52, 56]) equal(judged({ status: exit === 18 ? 200 : 0, exit }), "again", `${exit}`);
  equal(judged({ status: 0, exit: 60 }), "failed", "a certificate does not get better");
  equal(judged({ status: 200, exit: 23 }), "not written");
  equal(judged({ status: 302, redirect: "https://other/x" }), "elsewhere");
  equal(judged({ status: 303, redirect: "https://other/x" }, { method: "POST" }), "done");
});

Deno.test("one byte of an empty file is none, and of a server without ranges too much: both tell the size", () => {
  const glance = { method: "GET", isGlance: true } as const;
  equal(judged({ status: 416, exit: 22 }, glance), "done");
  equal(judged({ status: 200, exit: 63 }, glance), "done");
  equal(judged({ status: 416, exit: 22 }), "again");
  equal(judged({ status: 200, exit: 63 }), "failed");
});

Deno.test("a half that cannot be gone on with is begun anew", () => {
  const afresh = (facts: Partial<HttpAnswer>) => {
    const outcome = judgeAnswer(answer(facts), { method: "GET" });
    return outcome.kind === "again" && outcome.afresh;
  };
  equal(afresh({ status: 200, exit: 33 }), true);
  equal(afresh({ status: 416 }), true);
  equal(afresh({ status: 206, exit: 18 }), false);
});

Deno.test("a report is one line of curl's, with its own words last", () => {
  deepEqual(readReport("12\t404\t22\t0\t153\t\tThe requested URL returned error: 404"), {
    index: 12,
    answer: {
      status: 404,
      exit: 22,
      sent: 0,
      received: 153,
      redirect: "",
      says: "The requested URL returned error: 404",
    },
  });
  equal(readReport("curl: (6) Could not resolve host"), undefined);
});

Deno.test("of several answers the last one's headers count", () => {
  const text = "HTTP/1.1 200 Connection established\r\n\r\n" +
    'HTTP/2 200 \r\nETag: "x:y"\r\nContent-Length:  12\r\nlast-modified: Sun, 29 Nov 2026 12:00:00 GMT\r\n\r\n';
  deepEqual(fileFacts(readHeaders(text)), { size: 12, etag: '"x:y"', mtimeMs: Date.UTC(2026, 10, 29, 12) });
  deepEqual(fileFacts(readHeaders("")), { size: undefined, etag: undefined, mtimeMs: undefined });
});

Deno.test("an ETag tells the file, else its MD5 does; a size of packed content is none of the file's", () => {
  const facts = (headers: Record<string, string>) => fileFacts(new Map(Object.entries(headers)));
  equal(facts({ etag: '"a"', "content-md5": "b" }).etag, '"a"');
  equal(facts({ "content-md5": "b" }).etag, "b");
  equal(facts({ "content-length": "5", "content-encoding": "gzip" }).size, undefined);
  equal(facts({ "content-length": "1", "content-range": "bytes 0-0/77" }).size, 77);
  equal(facts({ "content-range": "bytes */0" }).size, 0);
});

Deno.test("a weak ETag does not tell whether two halves belong together", () => {
  const validator = (headers: Record<string, string>) => readValidator(new Map(Object.entries(headers)));
  equal(validator({ etag: '"a"', "last-modified": "then" }), '"a"');
  equal(validator({ etag: 'W/"a"', "last-modified": "then" }), "then");
  equal(validator({ etag: 'W/"a"' }), undefined);
});

const place = (url: string, options: Record<string, string> = {}, surroundings = {}) =>
  readHttpPlace({ url, options: new Map(Object.entries(options)), remote: "r" }, {
    password: undefined,
    netrc: undefined,
    cwd: "/here",
    ...surroundings,
  });

Deno.test("addresses are made of the remote's, whatever it ends in", () => {
  equal(place("https://h/x").urlOf("files/md5/ab/cd"), "https://h/x/files/md5/ab/cd");
  equal(place("https://h/x/").urlOf("a b%20c/d"), "https://h/x/a%20b%20c/d");
  equal(place("https://h/").urlOf("x/f.csv?sig=a/b&n=1"), "https://h/x/f.csv?sig=a/b&n=1");
  equal(place("https://h").urlOf("a"), "https://h/a");
  equal(place("https://h/x?sig=1").urlOf("a"), "https://h/x/a?sig=1");
  equal(place("https://h/x/f.csv?sig=1").urlOf(""), "https://h/x/f.csv?sig=1");
  equal(place("https://me:pw@h:8443/x?sig=1").shown, "https://h:8443/x");
});

Deno.test("each option of the remote is a setting of curl's", () => {
  const of = (options: Record<string, string>, surroundings = {}) => {
    const { settings, credentials } = place("https://h/x", options, surroundings);
    return [...settings, ...credentials].map((setting) => setting.join(" "));
  };
  const usual = ["connect-timeout 60", "speed-limit 1", "speed-time 60"];
  deepEqual(of({}), [...usual, "netrc-optional"]);
  deepEqual(of({ user: "me", password: "pw" }), [...usual, "netrc-optional"], "without auth nobody signs in");
  deepEqual(of({ auth: "basic", user: "me", password: "pw" }), [...usual, "basic", "user me:pw"]);
  deepEqual(of({ auth: "digest", user: "me" }, { password: "asked" }), [...usual, "digest", "user me:asked"]);
  deepEqual(of({ auth: "custom", custom_auth_header: "K", password: "pw" }), [...usual, "header K: pw"]);
  deepEqual(of({ ssl_verify: "False" })[0], "insecure");
  deepEqual(of({ ssl_verify: "ca.pem" })[0], "cacert /here/ca.pem");
  deepEqual(of({ ssl_verify: "true" }), of({}));
  deepEqual(of({ connect_timeout: "1.5", read_timeout: "0" }), ["connect-timeout 1.5", "netrc-optional"]);
});

Deno.test("what the options lack, or cannot mean, is said before anything is sent", () => {
  const lacking: Record<string, string>[] = [
    { auth: "basic", user: "me" },
    { auth: "basic", password: "pw" },
    { auth: "custom", password: "pw" },
  ];
  const wrongs: Record<string, string>[] = [
    { auth: "ntlm", password: "pw" },
    { method: "PATCH" },
    { read_timeout: "soon" },
  ];
  for (const options of lacking) throws(() => place("https://h/x", options), { fault: "config/storage-lacks" });
  for (const options of wrongs) throws(() => place("https://h/x", options), { fault: "config/storage-value" });
  throws(() => place("https://"), { fault: "config/storage-url" });
});

/** As curl reads a `--config`: one option a line, values between quotes with its escapes. */
function readConfig(text: string): string[][] {
  const unescaped: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", v: "\v" };
  return text.trimEnd().split("\n").map((line) => {
    const [, name, quoted, plain] = /^([a-z-]+)(?: = (?:"((?:[^"\\]|\\.)*)"|(\S+)))?$/.exec(line) ?? [];
    const value = quoted?.replace(/\\(.)/g, (_, letter) => unescaped[letter] ?? letter) ?? plain;
    return value === undefined ? [name!] : [name!, value];
  });
}

Deno.test("whatever is in a value comes out at curl as it was", () => {
  const values = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
  fc.assert(fc.property(fc.array(fc.tuple(values, values), { minLength: 1 }), (pairs) => {
    const requests = pairs.map(([url, header]): HttpRequest => (
      { url, method: "GET", into: `/tmp/${header}`, settings: [["header", header]] }
    ));
    const headersOf = (index: number) => `/tmp/h/${index}`;

    const read = readConfig(configText(requests, { jobs: 4, bytesPerSecond: undefined, headersOf }));

    const valuesOf = (name: string) => read.filter(([option]) => option === name).map(([, value]) => value);
    deepEqual(valuesOf("url"), pairs.map(([url]) => url));
    deepEqual(valuesOf("header"), pairs.map(([, header]) => header));
    deepEqual(valuesOf("output"), pairs.map(([, header]) => `/tmp/${header}`));
    equal(valuesOf("next").length, pairs.length - 1);
    deepEqual(valuesOf("parallel-max"), ["4"]);
  }));
});

Deno.test("a limit of speed is divided among those who share the line", () => {
  const text = configText([{ url: "u", method: "GET", settings: [] }], {
    jobs: 4,
    bytesPerSecond: 1_000_000,
    headersOf: () => "/h",
  });
  equal(text.includes("limit-rate = 250000\n"), true);
});
