import type { HostFaults } from "../host/mod.ts";
import type { Sayings } from "./saying.ts";

export const HOST: Sayings<HostFaults> = {
  "io/machine": ({ text }) => ({ exp: text, isDvcCrash: true }),
  "full-disk/machine": ({ text }) => ({
    exp: `no space left on the disk (${text})`,
    hint: "free some space and run the same command again; nothing was half-written",
    isDvcCrash: true,
  }),
};
