#!/bin/sh
# Installs exp @VERSION@ for one user, after its checksum was compared.
#
#   sh install.sh [--from FOLDER|URL] [--prefix DIR]
#   sh install.sh --uninstall [--prefix DIR]
#
#   --from       where the files of the release are; default: @DEFAULT@
#   --prefix     gets bin/exp, share/man and the completions; default: ~/.local
#   --uninstall  removes the same files, of whatever version; projects keep what is theirs
#
# It needs tar, and curl or wget where files come from a URL.
set -eu

version=@VERSION@ from='' prefix=${HOME:+$HOME/.local} uninstalls=''
die() { printf 'install: %s\n' "$*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in --from | --prefix) [ -n "${2:-}" ] || die "$1 needs a value" ;; esac
  case $1 in
    --from) from=$2; shift 2 ;;
    --prefix) prefix=$2; shift 2 ;;
    --uninstall) uninstalls=yes; shift ;;
    -h | --help) sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) die "no such option: $1" ;;
  esac
done
[ -n "$prefix" ] || die "where to? there is no HOME: --prefix DIR"

placed='
exp bin/exp 755
man/exp.1 share/man/man1/exp.1 644
completions/exp.bash share/bash-completion/completions/exp 644
completions/_exp share/zsh/site-functions/_exp 644
completions/exp.fish share/fish/vendor_completions.d/exp.fish 644'
each() { echo "$placed" | while read -r file to mode; do [ -z "$file" ] || "$@" || exit 1; done; }
if [ -n "$uninstalls" ]; then
  remove() { [ ! -e "$prefix/$to" ] || { rm -f "$prefix/$to" && echo "removed $prefix/$to"; }; }
  each remove
  exit
fi
# beside the script, if there is one and has not come by a pipe
case $0 in *install.sh) [ -n "$from" ] || [ ! -f "$(dirname -- "$0")/SHA256SUMS" ] || from=$(dirname -- "$0") ;; esac
[ -n "$from" ] || from='@FROM@'
[ -n "$from" ] || die "where are the files? --from FOLDER|URL"

case $(uname -s)-$(uname -m) in
  Linux-x86_64) target=linux-x64 ;;
  Linux-aarch64 | Linux-arm64) target=linux-arm64 ;;
  Darwin-x86_64) target=macos-x64 ;;
  Darwin-arm64) target=macos-arm64 ;;
  *) die "there is no program for $(uname -s) on $(uname -m)" ;;
esac

name=exp-$version-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

get() { # file
  case $from in
    *://*)
      if command -v curl >/dev/null 2>&1; then curl -fsSL -o "$work/$1" "$from/$1"
      elif command -v wget >/dev/null 2>&1; then wget -q -O "$work/$1" "$from/$1"
      else die "neither curl nor wget is here"; fi ;;
    *) cp "$from/$1" "$work/$1" ;;
  esac || die "$from has no $1"
}
sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 "$1"
  else openssl dgst -sha256 -r "$1"; fi | cut -d' ' -f1
}

get SHA256SUMS
get "$name.tar.gz"
wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\.tar\.gz\$/\1/p" "$work/SHA256SUMS")
[ -n "$wanted" ] || die "SHA256SUMS does not name $name.tar.gz"
[ "$(sha256_of "$work/$name.tar.gz")" = "$wanted" ] || die "$name.tar.gz is not the file that SHA256SUMS names; nothing was installed"

tar -xzf "$work/$name.tar.gz" -C "$work"
place() { # beside it and renamed, for the program may be running
  mkdir -p "$prefix/${to%/*}" && cp "$work/$name/$file" "$prefix/$to.new" && chmod "$mode" "$prefix/$to.new" &&
    mv -f "$prefix/$to.new" "$prefix/$to" && echo "wrote $prefix/$to"
}
each place
case :$PATH: in
  *":$prefix/bin:"*) ;;
  *) echo "next: put $prefix/bin on your PATH" ;;
esac
