/** How much is drawn: more than that of one folder is a data set that was named by mistake, and would fill the memory. */
import { isDrawable } from "./read_source.ts";

export interface PlotLimits {
  /** Of one folder. */
  readonly files: number;
  /** In all; the file with which they are reached is read yet. */
  readonly bytes: number;
}

export const PLOT_LIMITS: PlotLimits = { files: 2000, bytes: 512 << 20 };

/** All files of a folder where they are few, else the first that can be drawn; where none can, one tells so. */
export function fewOf(files: readonly string[], max: number): readonly string[] {
  if (files.length <= max) return files;
  const drawable = files.filter(isDrawable).slice(0, max);
  return drawable.length > 0 ? drawable : files.slice(0, 1);
}

export function tooManyFiles(folder: string, all: number, drawn: number): string {
  return `${folder} holds ${all} files: only the first ${drawn} that can be drawn are taken, name those that you want`;
}

/** @param left files that were not read */
export function tooManyBytes(left: number, bytes: number): string[] {
  return left === 0 ? [] : [`${Math.ceil(bytes / (1 << 20))} MiB are read: ${left} more files are left out`];
}
