import assert from "node:assert/strict";
import fc from "fast-check";
import type { Host } from "../../src/host/mod.ts";
import { becomeOwner, dropOwner, type Owner, readOwner } from "../../src/repo/mod.ts";
import { Machine } from "../support/machine/machine.ts";

const FOLDER = "/shared/lease.owner";
const NAMES = ["a", "b", "c"];

/** What one machine does: of the next one it may do, before one of its own steps on the disk, all of its acts. */
interface Act {
  readonly machine: number;
  readonly what: "take" | "give back" | "look" | "break what was seen" | "die and come back" | "a minute passes";
  /** Before which of its steps the others come in. */
  readonly at: number;
  readonly meanwhile: readonly Act[];
}

function act(depth: number): fc.Arbitrary<Act> {
  return fc.record({
    machine: fc.nat({ max: NAMES.length - 1 }),
    what: fc.constantFrom<Act["what"]>(
      ...["take", "take", "give back", "look", "break what was seen", "die and come back", "a minute passes"] as const,
    ),
    at: fc.nat({ max: 7 }),
    meanwhile: depth === 0 ? fc.constant([]) : fc.array(act(depth - 1), { maxLength: 4 }),
  });
}

/** Machines with one folder, each with a list of it that is as old as its own last change there, or a minute. */
class Company {
  readonly #disk = new Machine();
  readonly #truth = this.#disk.host("/");
  readonly #lists: (ReturnType<Host["fs"]["list"]> | undefined)[] = NAMES.map(() => undefined);
  readonly #hosts = NAMES.map((name, i) => this.#hostOf(name, i));
  readonly #mine: (Owner | undefined)[] = NAMES.map(() => undefined);
  readonly #seen: (Owner | undefined)[] = NAMES.map(() => undefined);
  readonly #over = new Set<string | undefined>();
  readonly #busy = new Set<number>();
  #interrupt: { left: number; readonly with: () => void } | undefined;

  constructor() {
    this.#hosts[0]!.fs.makeDir("/shared");
  }

  /** A machine that is at work on something does not begin another thing. */
  do({ machine, what, at, meanwhile }: Act): void {
    if (this.#busy.has(machine)) return;
    this.#busy.add(machine);
    const outer = this.#interrupt;
    this.#interrupt = { left: at, with: () => meanwhile.forEach((each) => this.do(each)) };
    try {
      this.#work(machine, what);
    } finally {
      this.#interrupt = outer;
      this.#busy.delete(machine);
    }
  }

  #work(machine: number, what: Act["what"]): void {
    const host = this.#hosts[machine]!;
    switch (what) {
      case "take": {
        if (this.#mine[machine] !== undefined) return; // the kernel's lock
        const mine = becomeOwner(host, FOLDER, "note");
        this.#mine[machine] = this.#over.has(mine?.nonce) ? undefined : mine;
        return this.#check();
      }
      case "give back":
        return this.#end(host, this.#mine[machine]);
      case "look":
        return void (this.#seen[machine] = readOwner(host, FOLDER));
      case "break what was seen":
        return this.#end(host, this.#seen[machine]);
      case "die and come back":
        return void (this.#mine[machine] = undefined);
      case "a minute passes":
        return void (this.#lists[machine] = undefined);
    }
  }

  #end(host: Host, owner: Owner | undefined): void {
    if (owner === undefined) return;
    // it is over as soon as this begins: whoever it was taken from asks before it publishes
    this.#over.add(owner.nonce);
    this.#mine.forEach((mine, i) => {
      if (mine?.nonce === owner.nonce) this.#mine[i] = undefined;
    });
    dropOwner(host, FOLDER, owner);
  }

  #check(): void {
    const owners = this.#mine.flatMap((mine, i) => mine === undefined ? [] : [`${NAMES[i]} has turn ${mine.turn}`]);
    assert.ok(owners.length <= 1, owners.join(" and "));
    const now = readOwner(this.#truth, FOLDER)?.nonce;
    for (const mine of this.#mine) if (mine !== undefined) assert.equal(now, mine.nonce);
  }

  /** Nothing is lost: when the others have gone, each machine gets its turn. */
  end(): void {
    this.#mine.forEach((mine, i) => this.#end(this.#hosts[i]!, mine));
    const dead = readOwner(this.#truth, FOLDER);
    if (dead !== undefined) dropOwner(this.#truth, FOLDER, dead);
    this.#hosts.forEach((host, i) => {
      this.#lists[i] = undefined;
      const owner = becomeOwner(host, FOLDER, "");
      assert.ok(owner, `${NAMES[i]} gets its turn`);
      dropOwner(host, FOLDER, owner);
    });
  }

  #hostOf(hostname: string, machine: number): Host {
    const host = this.#disk.host("/");
    const step = <A extends unknown[], R>(f: (...args: A) => R, changes: boolean) => (...args: A): R => {
      const interrupt = this.#interrupt;
      if (interrupt !== undefined && interrupt.left-- === 0) interrupt.with();
      const result = f(...args);
      if (changes) this.#lists[machine] = undefined;
      return result;
    };
    const { fs } = host;
    return {
      ...host,
      platform: { ...host.platform, hostname },
      fs: {
        ...fs,
        list: step((path: string) => this.#lists[machine] ??= fs.list(path), false),
        symLink: step(fs.symLink, true),
        createNew: step(fs.createNew, true),
        rename: step(fs.rename, true),
        remove: step(fs.remove, true),
        readLink: step(fs.readLink, false),
      },
    };
  }
}

Deno.test("of machines that see the folder late, in whatever order their steps come, one at most has the turn", () => {
  fc.assert(
    fc.property(fc.array(act(2), { minLength: 1, maxLength: 12 }), (acts) => {
      const company = new Company();
      for (const each of acts) company.do(each);
      company.end();
    }),
    { numRuns: 3000 },
  );
});
