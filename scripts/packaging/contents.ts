/** What lies in every archive and package beside the program. */
import type { ArchiveFile } from "./archives.ts";

/** What the program says of itself, and the papers. */
export interface Contents {
  readonly licence: string;
  readonly thirdParty: string;
  readonly readme: string;
  readonly changelog: string;
  /** A roff page. */
  readonly manual: string;
  /** By shell: bash, zsh, fish, powershell. */
  readonly completions: Readonly<Record<string, string>>;
}

/** For people who unpack by hand: all in one folder. */
export function unpackedFiles(folder: string, program: ArchiveFile, contents: Contents): ArchiveFile[] {
  const { bash = "", zsh = "", fish = "", powershell = "" } = contents.completions;
  return [
    program,
    { path: "LICENSE", data: contents.licence },
    { path: "THIRD-PARTY", data: contents.thirdParty },
    { path: "README.md", data: contents.readme },
    { path: "CHANGELOG.md", data: contents.changelog },
    { path: "man/exp.1", data: contents.manual },
    { path: "completions/exp.bash", data: bash },
    { path: "completions/_exp", data: zsh },
    { path: "completions/exp.fish", data: fish },
    { path: "completions/exp.ps1", data: powershell },
  ].map((file) => ({ ...file, path: `${folder}/${file.path}` }));
}
