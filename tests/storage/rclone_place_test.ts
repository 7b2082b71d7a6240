import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { remoteOptions } from "../../src/repo/config_schema.ts";
import { CHOICES } from "../../src/storage/rclone_choices.ts";
import type { PlaceFacts } from "../../src/storage/rclone_draft.ts";
import { publicUrl, rclonePlace } from "../../src/storage/rclone_place.ts";

const NOTHING: PlaceFacts = { variable: () => undefined, text: () => undefined, ssh: () => new Map() };

function placeOf(url: string, options: Record<string, string> = {}, facts: Partial<PlaceFacts> = {}) {
  return rclonePlace({ url, options: new Map(Object.entries(options)), remote: "store" }, { ...NOTHING, ...facts });
}

Deno.test("a bucket of AWS is asked with whatever the environment lets in", () => {
  const place = placeOf("s3://bucket/some/path/");

  deepEqual(place.root, "exp:bucket/some/path");
  deepEqual(place.options.provider, "AWS");
  deepEqual(place.options.env_auth, "true");
});

Deno.test("keys of the configuration come before those of the environment, and travel as options", () => {
  const place = placeOf("s3://bucket", { endpointurl: "http://s.example", access_key_id: "A", secret_access_key: "B" });

  deepEqual(place.options.endpoint, "http://s.example");
  deepEqual(place.options.access_key_id, "A");
  deepEqual(place.options.secret_access_key, "B");
  deepEqual(place.options.env_auth, undefined);
});

Deno.test("a bundle of certificates for AWS is rclone's too, whose old releases would not start with it", () => {
  const place = placeOf("s3://bucket", {}, { variable: (name) => name === "AWS_CA_BUNDLE" ? "/ca.pem" : undefined });

  deepEqual(place.variables.AWS_CA_BUNDLE, undefined);
  deepEqual("AWS_CA_BUNDLE" in place.variables, true);
  deepEqual(place.variables.RCLONE_CA_CERT, "/ca.pem");
});

Deno.test("a host of ~/.ssh/config is known to rclone's own client as well", () => {
  const ssh = new Map([["hostname", "10.0.0.7"], ["user", "me"], ["port", "2222"], ["identityfile", "~/a\n~/b"]]);
  const place = placeOf("ssh://lab/data/store", {}, {
    ssh: (host) => host === "lab" ? ssh : new Map(),
    text: (path) => path === "~/b" ? "key" : undefined,
  });

  deepEqual(place.root, "exp:/data/store");
  deepEqual([place.options.host, place.options.user, place.options.port], ["10.0.0.7", "me", "2222"]);
  deepEqual(place.options.key_file, "~/b");
  deepEqual(place.options.ssh?.split(" ").at(-1), "lab");
});

Deno.test("no value of an option is in what becomes an argument", () => {
  const schemes = Object.keys(CHOICES);
  const anyPlace = fc.constantFrom(...schemes).chain((scheme) => {
    const options = remoteOptions(scheme)!.filter((name) =>
      !["url", "replication"].includes(name) && !/^grant_/.test(name)
    );
    return fc.record({ scheme: fc.constant(scheme), names: fc.subarray(options) });
  });
  fc.assert(fc.property(anyPlace, ({ scheme, names }) => {
    const options = Object.fromEntries(names.map((name, i) => [name, `secret${i}`]));

    equal(placeOf(`${scheme}://host/some/path`, options).root.includes("secret"), false);
  }));
});

Deno.test("what a user and a password stand for in a url is in no address that people see", () => {
  equal(publicUrl("webdav://me:secret@a.example/x?sig=secret"), "webdav://a.example/x");
  equal(publicUrl("s3://bucket/a@b"), "s3://bucket/a@b");
});

Deno.test("an option that rclone has no counterpart of is refused by its name", () => {
  const refusal = (url: string, options: Record<string, string>) => {
    try {
      return placeOf(url, options).root;
    } catch (error) {
      return (error as { facts: { option: string } }).facts.option;
    }
  };

  equal(refusal("s3://bucket", { grant_read: "id=1" }), "grant_read");
  equal(refusal("hdfs://node/x", { replication: "2" }), "replication");
  throws(() => placeOf("s3:///x"), /config\/storage-url/);
  throws(() => placeOf("zip://x/y"), /config\/storage-scheme/);
});

Deno.test("an account of Azure is found in the options, in the environment, and where az keeps it", () => {
  const kept = "[core]\nx = 1\n[storage]\naccount = filed\nkey = FILED\n";
  const facts = { text: (path: string) => path === "~/.azure/config" ? kept : undefined };
  const env = (name: string) => ({ AZURE_STORAGE_ACCOUNT: "env", AZURE_STORAGE_SAS_TOKEN: "?sv=1&sig=x" })[name];

  deepEqual(pick(placeOf("azure://c/x", {}, facts).options), { account: "filed", key: "FILED" });
  deepEqual(pick(placeOf("azure://c/x", {}, { variable: env }).options), {
    account: "env",
    sas_url: "https://env.blob.core.windows.net/c?sv=1&sig=x",
  });
  deepEqual(
    pick(
      placeOf("azure://c/x", { connection_string: "AccountName=a;AccountKey=k==;EndpointSuffix=x.example" }).options,
    ),
    {
      account: "a",
      key: "k==",
      endpoint: "https://a.blob.x.example",
    },
  );
});

Deno.test("a WebDAV server is told who we are by a token, else a user, else a header", () => {
  const all = { token: "T", user: "me", password: "P", custom_auth_header: "X-Key" };
  const told = (options: Record<string, string>) => {
    const { options: { user, bearer_token, headers }, passwords } = placeOf("webdavs://a.example/d%20x", options);
    return { user, bearer_token, headers, pass: passwords.pass };
  };
  const none = { user: undefined, bearer_token: undefined, headers: undefined, pass: undefined };

  deepEqual(told(all), { ...none, bearer_token: "T" });
  deepEqual(told({ ...all, token: "" }), { ...none, user: "me", pass: "P" });
  deepEqual(told({ ...all, token: "", user: "" }), { ...none, headers: 'X-Key,"P"' });
  equal(placeOf("webdavs://a.example/d%20x").root, "exp:d x");
});

Deno.test("what ssh would take for an option is no host", () => {
  for (const host of ["-oProxyCommand=touch x", "me@-oProxyCommand=x", "-F/tmp/config:22"]) {
    throws(() => placeOf(`ssh://${host}/x`), { fault: "config/storage-url" });
  }
});

Deno.test("a ProxyJump is for an rclone that starts the system's ssh", () => {
  const jumping = { ssh: () => new Map([["proxyjump", "gate"]]) };

  deepEqual(placeOf("ssh://lab/x", {}, jumping).needs.map(({ atLeast }) => atLeast), [[1, 63]]);
  deepEqual(placeOf("ssh://lab/x").needs, []);
});

Deno.test("a processor that does AES by itself is used, unless somebody has chosen ciphers", () => {
  const own = "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com," +
    "aes256-gcm@openssh.com";
  const ciphersWith = (ciphers: string, cpu: string) => {
    const text = (path: string) => path === "/proc/cpuinfo" ? cpu : undefined;
    const { ssh = "" } = placeOf("ssh://lab/x", {}, { ssh: () => new Map([["ciphers", ciphers]]), text }).options;
    return / "?Ciphers=([^ "]*)/.exec(ssh)?.[1];
  };

  const fast = ciphersWith(own, "flags : fpu aes avx")?.split(",");
  deepEqual(fast?.[0], "aes128-gcm@openssh.com");
  deepEqual(fast?.toSorted(), own.split(",").toSorted());
  deepEqual(ciphersWith(own, "flags : fpu avx"), undefined);
  deepEqual(ciphersWith("aes256-ctr,aes128-gcm@openssh.com", "flags : aes"), undefined);
});

Deno.test("any remote of rclone.conf is reached by its own name", () => {
  equal(placeOf("rclone://box/a/b").root, "box:a/b");
  equal(placeOf("rclone://box//a/b").root, "box:/a/b");
  equal(placeOf("rclone://box/a/b").backend, undefined);
});

function pick({ account, key, sas_url, endpoint }: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries({ account, key, sas_url, endpoint }).filter(([, value]) => value !== undefined),
  );
}
