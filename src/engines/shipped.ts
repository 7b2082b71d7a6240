/** The engine files that travel inside of the binary, by name. */
import sge from "./profiles/sge.yaml" with { type: "text" };
import slurm from "./profiles/slurm.yaml" with { type: "text" };

export const SHIPPED: Readonly<Record<string, string>> = { sge, slurm };
