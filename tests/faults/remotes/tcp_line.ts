/** Any protocol on a line: bytes are counted, and after some of them it happens. */
import type { Line, Passed } from "./proxy.ts";

export interface TcpHarm {
  readonly kind: "cut" | "stall" | "corrupt";
  readonly of: "request" | "response";
  readonly afterBytes: number;
}

export function tcpLine(harm: TcpHarm | undefined): Line {
  let before = 0;
  const harmed = (of: TcpHarm["of"]) => (bytes: Uint8Array): Passed => {
    if (harm?.of !== of) return { bytes };
    const where = harm.afterBytes - before;
    before += bytes.length;
    if (harm.kind !== "corrupt") {
      return where >= bytes.length ? { bytes } : { bytes: bytes.subarray(0, Math.max(0, where)), then: harm.kind };
    }
    if (where >= 0 && where < bytes.length) bytes[where]! ^= 0x20;
    return { bytes };
  };
  return { up: harmed("request"), down: harmed("response") };
}
