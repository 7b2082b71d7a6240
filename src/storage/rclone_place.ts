/** How rclone is told where a storage is, and how one gets in: of a place's url and options, all of it pure. */
import { urlScheme } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { CHOICES } from "./rclone_choices.ts";
import { flagVariable, type PlaceDraft, type PlaceFacts, type PlaceParts, REMOTE } from "./rclone_draft.ts";
import { type KeyUse, type Scheme, SCHEMES } from "./schemes.ts";
import type { StoragePlace } from "./types.ts";

/** For rclone: everything but the root travels in its environment. */
export interface RclonePlace {
  /** `REMOTE:PATH`. */
  readonly root: string;
  /** The type of its backend; undefined for a remote of the user's own. */
  readonly backend: string | undefined;
  /** Of the backend. */
  readonly options: Readonly<Record<string, string>>;
  /** Of the backend too, in clear: they are still to be obscured. */
  readonly passwords: Readonly<Record<string, string>>;
  /** Variables of the child; undefined takes one away. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly needs: PlaceDraft["needs"];
  /** At most so many files at a time. */
  readonly mostJobs: number | undefined;
  readonly shell: readonly string[] | undefined;
}

/** @throws {ExpError} `config` */
export function rclonePlace(place: StoragePlace, facts: PlaceFacts): RclonePlace {
  const parts = partsOf(place, facts);
  const scheme = schemeOf(parts);
  const draft: PlaceDraft = {
    root: `${parts.authority}${parts.path}`,
    options: {},
    passwords: {},
    variables: {},
    needs: [],
    mostJobs: undefined,
    shell: undefined,
  };
  for (const [key, value] of place.options) {
    const use = Object.hasOwn(scheme.keys, key) ? scheme.keys[key] : undefined;
    if (use !== undefined && value !== "") applyKey(parts, draft, key, use, value);
  }
  CHOICES[parts.scheme]?.(parts, draft);
  const root = scheme.backend === undefined ? draft.root : `${REMOTE}:${draft.root}`;
  return { ...draft, root, backend: scheme.backend };
}

/** The address for people: without what stands before an `@`, or behind a `?`. */
export function publicUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1").replace(/\?.*$/s, "");
}

function partsOf(place: StoragePlace, facts: PlaceFacts): PlaceParts {
  const scheme = urlScheme(place.url) ?? "";
  const rest = place.url.slice(scheme.length + "://".length);
  const end = rest.indexOf("/");
  const option = (name: string) => place.options.get(name) || undefined;
  return {
    place,
    facts,
    scheme,
    authority: end < 0 ? rest : rest.slice(0, end),
    path: end < 0 ? "" : rest.slice(end).replace(/\/+$/, ""),
    option,
    isOn: (name) => option(name)?.toLowerCase() === "true",
  };
}

function schemeOf({ place, scheme, authority }: PlaceParts): Scheme {
  const known = Object.hasOwn(CHOICES, scheme) ? SCHEMES[scheme] : undefined;
  if (known === undefined) {
    const reason = `it knows ${Object.keys(SCHEMES).map((name) => `${name}://`).join(" ")}`;
    throw fault("config/storage-scheme", { remote: place.remote, url: publicUrl(place.url), scheme, reason });
  }
  // a host that is an option of ssh would start whatever the option says
  if (authority === "" || /^(?:[^@]*@)?-/.test(authority)) {
    const reason = scheme === "s3" || scheme === "gs" ? "names no bucket" : "names no host";
    throw fault("config/storage-url", { remote: place.remote, url: publicUrl(place.url), reason });
  }
  return known;
}

function applyKey({ place, scheme }: PlaceParts, draft: PlaceDraft, key: string, use: KeyUse, value: string): void {
  switch (use.to) {
    case "backend":
      draft.options[use.option] = value;
      return;
    case "flag":
      draft.variables[flagVariable(use.flag)] = use.seconds ? `${value}s` : value;
      return;
    case "refused":
      throw fault("config/storage-option", { remote: place.remote, option: key, scheme, reason: use.why });
    case "own":
    case "nothing":
      return;
  }
}
