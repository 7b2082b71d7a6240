/** CPU time of processes and of all that they start, however short-lived: a control group counts it. */

const V1 = "/sys/fs/cgroup/cpuacct";
const V2 = "/sys/fs/cgroup";

export class CpuGroup implements Disposable {
  readonly #folder: string;
  readonly #isV1: boolean;

  /** @throws where this user may not make control groups */
  constructor(name: string) {
    this.#isV1 = isFolder(V1);
    this.#folder = `${this.#isV1 ? V1 : V2}/exp-bench-${Deno.pid}-${name}`;
    Deno.mkdirSync(this.#folder);
  }

  add(pid: number): void {
    Deno.writeTextFileSync(`${this.#folder}/cgroup.procs`, String(pid));
  }

  /** Shell text that puts the shell itself into the group. */
  get entrance(): string {
    return `echo $$ >'${this.#folder}/cgroup.procs'`;
  }

  /** Since the group was made. */
  get seconds(): number {
    if (this.#isV1) return Number(Deno.readTextFileSync(`${this.#folder}/cpuacct.usage`)) / 1e9;
    const [, microseconds] = /^usage_usec (\d+)/m.exec(Deno.readTextFileSync(`${this.#folder}/cpu.stat`)) ?? [];
    return Number(microseconds) / 1e6;
  }

  /** Its processes go back to where all are. */
  [Symbol.dispose](): void {
    const parent = this.#folder.slice(0, this.#folder.lastIndexOf("/"));
    for (const pid of Deno.readTextFileSync(`${this.#folder}/cgroup.procs`).split("\n").filter(Boolean)) {
      try {
        Deno.writeTextFileSync(`${parent}/cgroup.procs`, pid);
      } catch {
        // it has just ended
      }
    }
    Deno.removeSync(this.#folder);
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
