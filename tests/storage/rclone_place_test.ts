import { deepEqual } from "node:assert/strict";
import type { PlaceFacts } from "../../src/storage/rclone_draft.ts";
import { rclonePlace } from "../../src/storage/rclone_place.ts";

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
