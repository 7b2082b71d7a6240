/** Parameter files as they are now, each parsed once while it stays the same. */
import type { Value } from "../common/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { absolutePath, displayPath } from "./paths.ts";

interface Parsed {
  readonly signature: string;
  readonly value: Promise<Value | undefined>;
}

export class ParamsFiles {
  readonly #parsed = new Map<string, Parsed>();

  constructor(private readonly repo: Repo) {}

  /**
   * Content of a file; undefined if there is none.
   * @param path as in `ParamsDep.path`
   * @throws {ExpError} `invalid-file`
   */
  async read(path: string): Promise<Value | undefined> {
    const absolute = absolutePath(this.repo, path);
    const stat = this.repo.host.fs.stat(absolute);
    if (stat === undefined) return undefined;
    const display = displayPath(this.repo, path);
    if (stat.kind === "dir") throw fault("invalid-file/params-folder", { shown: display });
    const signature = `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
    let parsed = this.#parsed.get(absolute);
    if (parsed?.signature !== signature) {
      const { readParamsFile } = await import("../params/mod.ts");
      parsed = { signature, value: readParamsFile(this.repo.host, absolute, { display }) };
      this.#parsed.set(absolute, parsed);
    }
    return await parsed.value;
  }
}
