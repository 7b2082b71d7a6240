import type { Key, Value } from "../common/mod.ts";
import type { PlotProps } from "../plots/mod.ts";
import type { Options } from "./commands.ts";

/** What the command line says of how plots are drawn, by the names that dvc.yaml has for it. */
export function lookOf(options: Omit<Options<"plots modify">, "target" | "unset" | "dryRun">): PlotProps {
  const { x, y, xLabel, yLabel, title, header } = options;
  const template = options.template || undefined;
  const given: Record<string, Value | undefined> = { template, x, y, x_label: xLabel, y_label: yLabel, title };
  const look: PlotProps = new Map<Key, Value>();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) look.set(name, value);
  if (!header) look.set("header", false);
  return look;
}
