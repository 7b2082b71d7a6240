import { readAsset } from "../host/mod.ts";

/** `vega` draws `data-vega` charts; see browser/vega.ts. */
type ScriptName = "vega";

/** The text of a bundled browser script. About 1 MB: read it only when a page is written. */
export function readScript(name: ScriptName): string {
  return readAsset(name);
}
