/**
 * Puts entry.c's code in front of a compiled Linux program, in place, and files that it reads by itself beside it.
 *
 *     deno run --allow-read --allow-write scripts/entry/add.ts PROGRAM ASIDE.bin     see scripts/aside.ts
 *
 * `deno compile` leaves the base executable as it is and appends the program's data, found from the file's end. Between
 * the two the code and the files are laid; the segment that held the executable's notes (its build's number, which nothing reads) is
 * told to load it instead, and the entry point is set to it.
 */
const ELF = 0x464c457f;
const PROCESSORS: Readonly<Record<number, string>> = { 62: "x86_64", 183: "aarch64" };
const PT_LOAD = 1, PT_NOTE = 4, READ_AND_EXECUTE = 5;
/** The largest page of either processor. */
const PAGE = 0x10000;
/** The last 16 bytes of what Deno appends: this number, the hash of a name, and how many bytes were appended. */
const APPENDED = 0x501e;

function addEntry(program: Uint8Array<ArrayBuffer>, aside: Uint8Array): Uint8Array {
  const view = new DataView(program.buffer);
  const at64 = (at: number) => Number(view.getBigUint64(at, true));
  const processor = PROCESSORS[view.getUint16(18, true)];
  if (view.getUint32(0, true) !== ELF || program[4] !== 2 || processor === undefined) {
    throw new Error("this is not a 64 bit Linux program of a known processor");
  }
  const end = program.length - at64(program.length - 8);
  if (view.getUint32(program.length - 16, true) !== APPENDED || end <= 0 || end > program.length - 16) {
    throw new Error("the program's data is not where this version of Deno appends it");
  }
  const code = Deno.readFileSync(new URL(`entry.${processor}`, import.meta.url));
  const offset = Math.ceil(end / PAGE) * PAGE;

  const [first, size, count] = [at64(32), view.getUint16(54, true), view.getUint16(56, true)];
  const headers = Array.from({ length: count }, (_, i) => first + i * size);
  const kind = (header: number) => view.getUint32(header, true);
  const loaded = headers.filter((header) => kind(header) === PT_LOAD);
  const note = headers.findLast((header) => kind(header) === PT_NOTE);
  if (note === undefined || note < loaded.at(-1)!) throw new Error("there is no segment of notes behind the others");
  const highest = Math.max(...loaded.map((header) => at64(header + 16) + at64(header + 40)));
  const address = Math.ceil(highest / PAGE) * PAGE;

  const slots = new DataView(code.buffer);
  slots.setBigUint64(0, BigInt(address), true);
  slots.setBigUint64(8, view.getBigUint64(24, true), true);
  const set64 = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);
  set64(24, address + 16);
  view.setUint32(note, PT_LOAD, true);
  view.setUint32(note + 4, READ_AND_EXECUTE, true);
  [offset, address, address, code.length, code.length, PAGE].forEach((value, i) => set64(note + 8 + 8 * i, value));

  const data = offset + code.length + aside.length;
  const result = new Uint8Array(data + program.length - end);
  result.set(program.subarray(0, end));
  result.set(code, offset);
  result.set(aside, offset + code.length);
  result.set(program.subarray(end), data);
  return result;
}

const [path = "", aside = ""] = Deno.args;
Deno.writeFileSync(path, addEntry(Deno.readFileSync(path), Deno.readFileSync(aside)));
