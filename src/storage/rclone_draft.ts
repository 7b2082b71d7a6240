/** What a place is made of for rclone, and how that travels. */
import type { StoragePlace } from "./types.ts";

/** Something that older rclones cannot do. */
interface Need {
  readonly atLeast: readonly [major: number, minor: number];
  /** Told after "too old for". */
  readonly what: string;
}

/** What the machine knows beside the place. */
export interface PlaceFacts {
  variable(name: string): string | undefined;
  /** A file's text; undefined when it is not there. `~` is the user's home. */
  text(path: string): string | undefined;
  /** What `ssh -G` says of a host: names in lower case. */
  ssh(host: string): ReadonlyMap<string, string>;
}

/** A place in the making. */
export interface PlaceDraft {
  root: string;
  readonly options: Record<string, string>;
  readonly passwords: Record<string, string>;
  readonly variables: Record<string, string | undefined>;
  readonly needs: Need[];
  mostJobs: number | undefined;
  /** How the system's ssh is started for this host, but for the command to run there; undefined without it. */
  shell: readonly string[] | undefined;
}

/** A place's parts, for what the schemes do on their own. */
export interface PlaceParts {
  readonly place: StoragePlace;
  readonly facts: PlaceFacts;
  readonly scheme: string;
  /** Between `://` and the path. */
  readonly authority: string;
  /** With its `/`, or empty. */
  readonly path: string;
  option(name: string): string | undefined;
  isOn(name: string): boolean;
}

/** The name of our remote, for rclone. */
export const REMOTE = "exp";

/** Of rclone's own remote, in the environment of the child. */
export function optionVariable(option: string): string {
  return `RCLONE_CONFIG_${REMOTE.toUpperCase()}_${option.toUpperCase()}`;
}

export function flagVariable(flag: string): string {
  return `RCLONE_${flag.toUpperCase().replaceAll("-", "_")}`;
}
