import { readAside } from "./aside.ts";
import { isMissing } from "./machine_error.ts";
import { fault } from "./faults.ts";

/**
 * A file that the build has made and that travels with the program: in the built one itself, in `dist/assets` when it
 * runs from source.
 *
 * @param name such as `vega`
 */
export function readAsset(name: string): string {
  const known = readAside(`assets/${name}.txt`);
  if (known !== undefined) return known;
  const folder = import.meta.url.endsWith(".ts") ? "../../dist/assets" : "./assets";
  try {
    return Deno.readTextFileSync(new URL(`${folder}/${name}.txt`, import.meta.url));
  } catch (error) {
    if (isMissing(error)) throw fault("not-found/asset", { name }, error); // only from source: no build yet
    throw error;
  }
}
