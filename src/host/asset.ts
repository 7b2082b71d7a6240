import { isMissing } from "./machine_error.ts";
import { fault } from "./faults.ts";

/**
 * A file that the build has made and that travels with the program: beside the bundle in the built program, in
 * `dist/assets` when it runs from source.
 *
 * @param name such as `vega`
 */
export function readAsset(name: string): string {
  const folder = import.meta.url.endsWith(".ts") ? "../../dist/assets" : "./assets";
  try {
    return Deno.readTextFileSync(new URL(`${folder}/${name}.txt`, import.meta.url));
  } catch (error) {
    if (isMissing(error)) throw fault("not-found/asset", { name }, error); // only from source: no build yet
    throw error;
  }
}
