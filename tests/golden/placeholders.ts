/**
 * Matching a recording, in which what varies is a placeholder (`<rev:2:7>`, `<name:1>`, `<time>`), against what was
 * seen. A number is bound to a value when they first meet; from then on it means that value and no other number does.
 */

const PLACEHOLDER = /<(rev|name):(\d+)(:7|:split)?>|<(time|pid|uuid|tmp|node|usage|workers|up)>/g;

const PATTERNS: Readonly<Record<string, string>> = {
  time: String.raw`(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d)?|\d\d:\d\d [AP]M)`,
  pid: String.raw`\d+`,
  uuid: "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
  tmp: "tmp[a-z0-9_]{8}",
  node: "[0-9a-f]{6}",
  usage: "usage: [^]*",
  workers: String.raw`\d active, \d idle`,
  up: String.raw`(?:\.\./)*\.\.`,
};

export class Bindings {
  private constructor(
    private readonly values: Map<string, string>,
    private readonly keys: Map<string, string>,
    /** Turns an abbreviated commit id into the full one; undefined if there is no such commit. */
    private readonly fullRev: (abbreviated: string) => string | undefined,
  ) {}

  static create(fullRev: (abbreviated: string) => string | undefined): Bindings {
    return new Bindings(new Map(), new Map(), fullRev);
  }

  clone(): Bindings {
    return new Bindings(new Map(this.values), new Map(this.keys), this.fullRev);
  }

  /** Takes over what another set, made from this one by {@link clone}, has learnt. */
  adopt(other: Bindings): void {
    for (const [key, value] of other.values) this.bind(key, value);
  }

  /** Matches a text and binds what is new in it; on a mismatch nothing is bound. */
  matchText(expected: string, got: string): boolean {
    if (expected === got) return true;
    const open: { key: string; form: string | undefined }[] = [];
    let pattern = "";
    let end = 0;
    for (const match of expected.matchAll(PLACEHOLDER)) {
      pattern += RegExp.escape(expected.slice(end, match.index));
      end = match.index + match[0].length;
      const [, kind, number, form, plain] = match;
      if (plain !== undefined) {
        pattern += PATTERNS[plain];
        continue;
      }
      const key = `${kind}:${number}`;
      const value = this.values.get(key);
      if (value !== undefined) pattern += RegExp.escape(shaped(value, form));
      else {
        open.push({ key, form });
        pattern += kind === "name"
          ? "([a-z]+-[a-z]+)"
          : form === ":7"
          ? "([0-9a-f]{7})"
          : form === ":split"
          ? "([0-9a-f]{2}/[0-9a-f]{38})"
          : "([0-9a-f]{40})";
      }
    }
    const found = new RegExp(`^${pattern}${RegExp.escape(expected.slice(end))}$`).exec(got);
    if (found === null) return false;
    const trial = this.clone();
    for (const [i, { key, form }] of open.entries()) {
      const text = found[i + 1]!.replace("/", "");
      const value = form === ":7" ? this.fullRev(text) : text;
      if (value === undefined || !trial.bind(key, value)) return false;
    }
    this.adopt(trial);
    return true;
  }

  /** Matches any JSON value, keys in any order; what was bound before a mismatch stays bound. */
  matchValue(expected: unknown, got: unknown): boolean {
    if (typeof expected === "string") {
      if (typeof got === "number" && expected === "<pid>") return true;
      return typeof got === "string" && this.matchText(expected, got);
    }
    if (Array.isArray(expected)) {
      return Array.isArray(got) && expected.length === got.length &&
        expected.every((item, i) => this.matchValue(item, got[i]));
    }
    if (expected !== null && typeof expected === "object") {
      if (got === null || typeof got !== "object" || Array.isArray(got)) return false;
      return this.matchEntries(Object.entries(expected), Object.entries(got));
    }
    return Object.is(expected, got);
  }

  /** Pairs up the entries of two objects whose keys may hold placeholders: tries, and takes back, until all fit. */
  matchEntries(expected: readonly [string, unknown][], got: readonly [string, unknown][]): boolean {
    if (expected.length !== got.length) return false;
    const [first, ...rest] = expected;
    if (first === undefined) return true;
    for (const [i, candidate] of got.entries()) {
      const trial = this.clone();
      if (!trial.matchText(first[0], candidate[0]) || !trial.matchValue(first[1], candidate[1])) continue;
      if (!trial.matchEntries(rest, got.toSpliced(i, 1))) continue;
      this.adopt(trial);
      return true;
    }
    return false;
  }

  /** Binds what lines of an informative text show; lines that fit nowhere are passed over. */
  learnLines(expected: string, got: string): void {
    const lines = got.split("\n");
    for (const line of expected.split("\n")) {
      if (!/<(rev|name):/.test(line)) continue;
      const at = lines.findIndex((candidate) => this.matchText(line, candidate));
      if (at >= 0) lines.splice(at, 1);
    }
  }

  /** A command's placeholders as what they stand for now. */
  fill(text: string): string {
    return text.replace(PLACEHOLDER, (whole, kind: string | undefined, number: string, form: string | undefined) => {
      if (kind === undefined) return whole;
      const value = this.values.get(`${kind}:${number}`);
      if (value === undefined) throw new Error(`the command needs ${whole}, which never appeared`);
      return shaped(value, form);
    });
  }

  /** What was seen, with placeholders for what is bound: for messages. */
  render(text: string): string {
    let rendered = text;
    for (const [key, value] of this.values) {
      if (key.startsWith("name:")) rendered = rendered.replaceAll(value, `<${key}>`);
      else {
        rendered = rendered.replaceAll(value, `<${key}>`).replaceAll(shaped(value, ":split"), `<${key}:split>`)
          .replace(new RegExp(`\\b${value.slice(0, 7)}\\b`, "g"), `<${key}:7>`);
      }
    }
    return rendered;
  }

  /** {@link render}, with new numbers for ids that no recording knows: for writing down what is new. */
  number(text: string): string {
    let next = 900;
    for (const [oid] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g)) {
      if (!this.keys.has(oid)) this.bind(`rev:${next++}`, oid);
    }
    return this.render(text);
  }

  private bind(key: string, value: string): boolean {
    const [known, owner] = [this.values.get(key), this.keys.get(value)];
    if (known !== undefined || owner !== undefined) return known === value && owner === key;
    this.values.set(key, value);
    this.keys.set(value, key);
    return true;
  }
}

function shaped(value: string, form: string | undefined): string {
  return form === ":7" ? value.slice(0, 7) : form === ":split" ? `${value.slice(0, 2)}/${value.slice(2)}` : value;
}
