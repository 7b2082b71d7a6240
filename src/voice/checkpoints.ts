import type { CheckpointFaults } from "../checkpoints/mod.ts";
import type { Sayings } from "./saying.ts";

export const CHECKPOINTS: Sayings<CheckpointFaults> = {
  "failed/checkpoint": (_, cause) => ({ exp: cause?.exp ?? "", hint: cause?.hint }),
};
