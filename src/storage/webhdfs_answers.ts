/** What WebHDFS answers, in JSON; undefined for what has another shape: then somebody else has answered. */

export interface HdfsStatus {
  /** The name below the folder that was listed; empty for the file itself. */
  readonly name: string;
  readonly isFolder: boolean;
  /** In bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** Of `LISTSTATUS`. */
export function readHdfsListing(text: string): HdfsStatus[] | undefined {
  const statuses = field(field(parse(text), "FileStatuses"), "FileStatus");
  return Array.isArray(statuses) ? statuses.flatMap((status) => readStatus(status) ?? []) : undefined;
}

/** Of `GETFILESTATUS`. */
export function readFileStatus(text: string): HdfsStatus | undefined {
  return readStatus(field(parse(text), "FileStatus"));
}

/** Of `GETFILECHECKSUM`; what DVC 3 writes down as `checksum` (dvc_webhdfs/__init__.py). */
export function readChecksum(text: string): string | undefined {
  const bytes = field(field(parse(text), "FileChecksum"), "bytes");
  return typeof bytes === "string" ? bytes : undefined;
}

/** Of `RENAME`: false when it was not done, as where there is something of that name. */
export function isRenamed(text: string): boolean {
  return field(parse(text), "boolean") !== false;
}

function readStatus(status: unknown): HdfsStatus | undefined {
  const [name, type, size, mtimeMs] = ["pathSuffix", "type", "length", "modificationTime"].map((key) =>
    field(status, key)
  );
  if (typeof name !== "string" || typeof size !== "number" || typeof mtimeMs !== "number") return undefined;
  return { name, isFolder: type === "DIRECTORY", size, mtimeMs };
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
