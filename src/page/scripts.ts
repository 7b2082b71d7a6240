import { readAsset } from "../host/mod.ts";

/** `vega` draws `data-vega` charts (browser/vega.ts), `report` all of a report (src/report/browser). */
type ScriptName = "vega" | "report";

/** The text of a bundled browser script. About 1 MB: read it only when a page is written. */
export function readScript(name: ScriptName): string {
  return readAsset(name);
}
