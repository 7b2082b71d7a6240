/** A Debian package: `ar` of a version, a control archive, and the files (deb(5)). */
import { createHash } from "node:crypto";
import { ar, type ArchiveFile, bytesOf, gzip, inOrder, tar } from "./archives.ts";
import type { Contents } from "./contents.ts";
import { PACKAGE, type ReleaseFacts } from "./facts.ts";

export function debianPackage(
  facts: ReleaseFacts,
  architecture: string,
  program: Uint8Array,
  contents: Contents,
): Uint8Array {
  const files: ArchiveFile[] = [
    { path: "usr/bin/exp", data: program, isProgram: true },
    { path: "usr/share/man/man1/exp.1.gz", data: gzip(contents.manual) },
    { path: "usr/share/bash-completion/completions/exp", data: contents.completions["bash"] ?? "" },
    { path: "usr/share/zsh/vendor-completions/_exp", data: contents.completions["zsh"] ?? "" },
    { path: "usr/share/fish/vendor_completions.d/exp.fish", data: contents.completions["fish"] ?? "" },
    { path: `usr/share/doc/${PACKAGE}/copyright`, data: contents.licence },
    { path: `usr/share/doc/${PACKAGE}/THIRD-PARTY.gz`, data: gzip(contents.thirdParty) },
    { path: `usr/share/doc/${PACKAGE}/changelog.gz`, data: gzip(contents.changelog) },
  ];
  const control: ArchiveFile[] = [
    { path: "./control", data: controlFile(facts, architecture, files) },
    { path: "./md5sums", data: inOrder(files).map(({ path, data }) => `${md5(data)}  ${path}\n`).join("") },
  ];
  const placed = [...foldersOf(files), ...files].map((file) => ({ ...file, path: `./${file.path}` }));
  return ar([
    { path: "debian-binary", data: "2.0\n" },
    { path: "control.tar.gz", data: gzip(tar(control, facts.date)) },
    { path: "data.tar.gz", data: gzip(tar(placed, facts.date)) },
  ], facts.date);
}

function controlFile({ version, about }: ReleaseFacts, architecture: string, files: readonly ArchiveFile[]): string {
  const kibibytes = files.reduce((sum, { data }) => sum + Math.ceil(bytesOf(data).length / 1024), 0);
  return `Package: ${PACKAGE}
Version: ${version}
Architecture: ${architecture}
Maintainer: the developers of exp <exp@localhost>
Installed-Size: ${kibibytes}
Depends: git (>= 1:2.29), libc6 (>= 2.28), libgcc-s1
Suggests: rclone, curl
Section: science
Priority: optional
Description: ${about}
 exp reads and writes DVC's own files and Git refs. It needs git and sh, and
 neither Python nor Node; it opens no connection by itself.
`;
}

function foldersOf(files: readonly ArchiveFile[]): ArchiveFile[] {
  const folders = new Set([""]);
  for (const { path } of files) {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) folders.add(path.slice(0, end + 1));
  }
  return [...folders].map((path) => ({ path, data: "" }));
}

function md5(data: string | Uint8Array): string {
  return createHash("md5").update(data).digest("hex");
}
