/** A wheel that carries the program: `pip install` puts it on PATH (the binary distribution format, PEP 427). */
import { createHash } from "node:crypto";
import { type ArchiveFile, bytesOf, inOrder, zip } from "./archives.ts";
import type { Contents } from "./contents.ts";
import { isWindows, PACKAGE, type ReleaseFacts, type Target } from "./facts.ts";

const NAME = PACKAGE.replaceAll("-", "_");

export function wheelName({ version }: ReleaseFacts, target: Target): string {
  return `${NAME}-${version}-${tagOf(target)}.whl`;
}

function tagOf({ wheel }: Target): string {
  return `py3-none-${wheel}`;
}

export function wheel(facts: ReleaseFacts, target: Target, program: Uint8Array, contents: Contents): Uint8Array {
  const { version, about, date } = facts;
  const info = `${NAME}-${version}.dist-info`, data = `${NAME}-${version}.data`;
  const files = inOrder([
    { path: `${data}/scripts/${isWindows(target) ? "exp.exe" : "exp"}`, data: program, isProgram: true },
    { path: `${data}/data/share/man/man1/exp.1`, data: contents.manual },
    {
      path: `${info}/METADATA`,
      data: `Metadata-Version: 2.4
Name: ${PACKAGE}
Version: ${version}
Summary: ${about}
License-Expression: Apache-2.0
License-File: LICENSE
License-File: THIRD-PARTY
Requires-Python: >=3.7
Description-Content-Type: text/markdown

${contents.readme}`,
    },
    {
      path: `${info}/WHEEL`,
      data: `Wheel-Version: 1.0\nGenerator: exp\nRoot-Is-Purelib: false\nTag: ${tagOf(target)}\n`,
    },
    { path: `${info}/licenses/LICENSE`, data: contents.licence },
    { path: `${info}/licenses/THIRD-PARTY`, data: contents.thirdParty },
  ]);
  const record = `${info}/RECORD`;
  const lines = [...files.map(recordLine), `${record},,`];
  return zip([...files, { path: record, data: lines.join("\n") + "\n" }], date);
}

function recordLine({ path, data }: ArchiveFile): string {
  const bytes = bytesOf(data);
  return `${path},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}`;
}
