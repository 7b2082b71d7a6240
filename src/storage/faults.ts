import { type EndingSignal, faultsOf } from "../common/mod.ts";

/** What can be wrong with a place for data. `shown` is its address without secrets; `says` one line in its own words. */
export interface StorageFaults {
  /** `remote` is undefined where a URL stands for itself. */
  "config/storage-scheme": { remote: string | undefined; url: string; scheme: string; reason: string };
  "config/storage-option": { remote: string | undefined; option: string; scheme: string; reason: string };
  /** What the option holds, or what must stand beside it. */
  /** An option whose value asks for another option. */
  "config/storage-lacks": { remote: string | undefined; option: string; value: string; needed: string };
  "config/storage-value": { remote: string | undefined; option: string; reason: string };
  /** Nobody can be asked what there is. */
  "config/storage-cannot-list": { shown: string };
  /** A URL speaks of a remote that there is not. */
  "config/storage-no-remote": { url: string; remote: string; remotes: readonly string[] };
  "config/storage-url": { remote: string | undefined; url: string; reason: string };
  /** A program that this kind of place needs; `toInstall`: what people type. */
  "no-program/storage": { program: string; shown: string; toInstall: string };
  /** It is there, and too old for what is asked. */
  "no-program/storage-too-old": { program: string; version: string; needed: string; what: string };
  "remote-refused/storage": { shown: string; says: string };
  /** It has to be asked for, and there is nobody to ask. */
  "remote-refused/no-terminal": { shown: string };
  "remote-failed/storage": { shown: string; says: string };
  "not-found/storage": { shown: string; says: string };
  /** `signal`: where we were the ones who heard it. */
  "interrupted/transfer": { shown: string; signal?: EndingSignal };
  "io/storage-file": { doing: string; path: string; why: string };
  "full-disk/storage-file": { doing: string; path: string };
}

export const fault = faultsOf<StorageFaults>();
