import { createHash } from "node:crypto";

/** A hash that is fed piece by piece. */
interface Digest {
  update(data: string | Uint8Array): void;
  /** Lower-case hex; the end of it. */
  hex(): string;
}

export function startDigest(algorithm: "md5" | "sha256"): Digest {
  const hash = createHash(algorithm);
  return { update: (data) => void hash.update(data), hex: () => hash.digest("hex") };
}

export function digestOf(algorithm: "md5" | "sha256", data: string | Uint8Array): string {
  return createHash(algorithm).update(data).digest("hex");
}
