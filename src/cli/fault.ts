import { faultsOf } from "../common/mod.ts";
import type { CliFaults } from "../voice/mod.ts";

export const fault = faultsOf<CliFaults>();
