/** The engine files that travel inside of the binary, by name. */
import slurm from "./profiles/slurm.yaml" with { type: "text" };

export const SHIPPED: Readonly<Record<string, string>> = { slurm };
