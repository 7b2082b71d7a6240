/** What all files of a release say of the program. */
export interface ReleaseFacts {
  readonly version: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The commit's, in seconds since 1970: the only date in a release. */
  readonly date: number;
  readonly about: string;
}

/** The name of the packages; the program in them is `exp`. */
export const PACKAGE = "exp-for-dvc";
export const ABOUT = "Runs machine-learning pipelines as tracked experiments in any DVC repository";

/** A kind of machine, by the name that archives have. */
export interface Target {
  readonly name: string;
  /** `process.platform` and `process.arch` of Node. */
  readonly npm: readonly [os: string, cpu: string];
  readonly debian?: string;
  readonly wheel: string;
}

export const TARGETS: readonly Target[] = [
  { name: "linux-x64", npm: ["linux", "x64"], debian: "amd64", wheel: "manylinux_2_28_x86_64" },
  { name: "linux-arm64", npm: ["linux", "arm64"], debian: "arm64", wheel: "manylinux_2_28_aarch64" },
  { name: "macos-x64", npm: ["darwin", "x64"], wheel: "macosx_11_0_x86_64" },
  { name: "macos-arm64", npm: ["darwin", "arm64"], wheel: "macosx_11_0_arm64" },
  { name: "windows-x64", npm: ["win32", "x64"], wheel: "win_amd64" },
];

export function isWindows({ name }: Target): boolean {
  return name.startsWith("windows-");
}
