import { faultsOf } from "../common/errors.ts";
import type { CliFaults } from "../voice/mod.ts";

export const fault = faultsOf<CliFaults>();
