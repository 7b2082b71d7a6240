/**
 * Archives whose bytes depend on what is in them and nothing else: entries in the order of their paths, owned by root, all
 * of one date.
 */
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

export interface ArchiveFile {
  /** Relative, with `/`; for a folder, which only a tar archive has, with one at its end. */
  readonly path: string;
  readonly data: string | Uint8Array;
  readonly isProgram?: boolean;
}

export function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}

export function inOrder(files: readonly ArchiveFile[]): ArchiveFile[] {
  return [...files].sort((a, b) => a.path < b.path ? -1 : 1);
}

/** No name and no time in its head. */
export function gzip(data: string | Uint8Array): Uint8Array {
  return gzipSync(bytesOf(data), { level: 6 });
}

const BLOCK = 512;

/** As POSIX has it (ustar). @param date in seconds since 1970 */
export function tar(files: readonly ArchiveFile[], date: number): Uint8Array {
  const blocks = inOrder(files).flatMap(({ path, data, isProgram }) => {
    const isFolder = path.endsWith("/"), content = bytesOf(data);
    const mode = isFolder || isProgram ? 0o755 : 0o644;
    const padding = new Uint8Array((BLOCK - content.length % BLOCK) % BLOCK);
    return [tarHead(path, { mode, size: content.length, date, type: isFolder ? "5" : "0" }), content, padding];
  });
  return Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]);
}

function tarHead(path: string, facts: { mode: number; size: number; date: number; type: string }): Uint8Array {
  if (bytesOf(path).length > 100) throw new Error(`the path is too long for tar: ${path}`);
  const head = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number) =>
    head.write(value.toString(8).padStart(width - 1, "0"), at, "latin1");
  head.write(path, 0);
  octal(facts.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(facts.size, 124, 12);
  octal(facts.date, 136, 12);
  head.write(`        ${facts.type}`, 148, "latin1"); // the sum counts its own place as blanks
  head.write("ustar\x0000", 257, "latin1");
  head.write("root", 265);
  head.write("root", 297);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return head;
}

/** With Unix modes. A zip file has no date before 1980, and none with a time zone. */
export function zip(files: readonly ArchiveFile[], date: number): Uint8Array {
  const parts: Uint8Array[] = [], directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, data, isProgram } of inOrder(files)) {
    const content = bytesOf(data), packed = deflateRawSync(content, { level: 6 }), name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2); // names in UTF-8
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(zipDate(date), 6);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = [Buffer.from("PK\x03\x04"), common, name, packed];
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((0o100000 | (isProgram ? 0o755 : 0o644)) * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03"), common, tail, name]));
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** The date in the upper half, the time, in steps of two seconds, in the lower. */
function zipDate(seconds: number): number {
  const at = new Date(Math.max(seconds, Date.UTC(1980, 0, 1) / 1000) * 1000);
  const day = (at.getUTCFullYear() - 1980) << 9 | (at.getUTCMonth() + 1) << 5 | at.getUTCDate();
  const time = at.getUTCHours() << 11 | at.getUTCMinutes() << 5 | at.getUTCSeconds() >> 1;
  return day * 0x10000 + time;
}

/** What a Debian package is: members in their own order. */
export function ar(members: readonly ArchiveFile[], date: number): Uint8Array {
  return Buffer.concat([
    Buffer.from("!<arch>\n"),
    ...members.flatMap(({ path, data }) => {
      const content = bytesOf(data), fields = [path, 16, String(date), 12, "0", 6, "0", 6, "100644", 8] as const;
      let head = "";
      for (let i = 0; i < fields.length; i += 2) head += String(fields[i]).padEnd(Number(fields[i + 1]));
      head += `${String(content.length).padEnd(10)}\`\n`;
      return [Buffer.from(head), content, Buffer.from(content.length % 2 === 1 ? "\n" : "")];
    }),
  ]);
}
