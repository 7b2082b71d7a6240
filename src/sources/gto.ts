/**
 * Tags by which a Git repository is a registry of artifacts, as GTO writes them: `NAME@v1.2.0` registers a version,
 * `NAME#STAGE#3` assigns a stage, with `!` the opposite. A name with a folder (`sub:model`) has `=` for `:` in tags.
 */

/** An annotated tag. */
export interface TagFacts {
  readonly name: string;
  readonly rev: string;
  readonly timeMs: number;
}

export interface ArtifactWish {
  /** `models:best`: `best` of `models/dvc.yaml`. */
  readonly name: string;
  readonly version?: string | undefined;
  readonly stage?: string | undefined;
}

const VERSION = String.raw`v(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?`;
const NAME = "[a-zA-Z0-9](?:[a-zA-Z0-9-/_]*[a-zA-Z0-9])?";
const TAG = new RegExp(`^((?:[a-zA-Z0-9-_./]+=)?${NAME})(?:@(${VERSION})|#(${NAME}))(!?)(?:#([0-9]+))?$`);

/** `models/dvc.yaml:best` and `models:best` are the same. */
export function artifactName(given: string): string {
  return given.replace(/^(.*)\/dvc\.yaml:/, "$1:").replace(/^dvc\.yaml:/, "");
}

/**
 * The commit of an artifact: of a version, of what a stage is assigned to, else of the greatest version. What was taken back
 * does not count.
 */
export function revOfArtifact(tags: readonly TagFacts[], { name, version, stage }: ArtifactWish): string | undefined {
  const versions = new Map<string, TagFacts>();
  let assigned: TagFacts | undefined;
  for (const tag of [...tags].sort((a, b) => a.timeMs - b.timeMs || counterOf(a) - counterOf(b))) {
    const [, artifact, ofVersion, ofStage, cancel] = TAG.exec(tag.name) ?? [];
    if (artifact?.replace("=", ":") !== name) continue;
    if (ofVersion !== undefined) {
      if (cancel === "!") versions.delete(ofVersion);
      else versions.set(ofVersion, tag);
    } else if (ofStage === stage) assigned = cancel === "!" ? undefined : tag;
  }
  if (stage !== undefined) return assigned?.rev;
  const wanted = version ?? [...versions.keys()].sort(compareVersions).at(-1);
  return wanted === undefined ? undefined : versions.get(wanted)?.rev;
}

function counterOf({ name }: TagFacts): number {
  return Number(/#([0-9]+)$/.exec(name)?.[1] ?? 0);
}

/** By the rules of semantic versions; what follows a `+` says nothing. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((each) => each.replace(/^v|\+.*$/g, ""));
  const [numbers = "", before] = splitOnce(left ?? ""), [others = "", otherBefore] = splitOnce(right ?? "");
  const byNumbers = compareParts(numbers.split("."), others.split("."));
  if (byNumbers !== 0 || before === otherBefore) return byNumbers;
  if (before === undefined) return 1;
  return otherBefore === undefined ? -1 : compareParts(before.split("."), otherBefore.split("."));
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf("-");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const areNumbers = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (areNumbers[0] && areNumbers[1] && Number(x) !== Number(y)) return Number(x) - Number(y);
    if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
    if (x !== y && !areNumbers[0]) return x < y ? -1 : 1;
  }
  return 0;
}
