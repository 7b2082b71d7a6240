import { isSwitchedOff, readSwitch } from "./certificates.ts";
import { flagVariable, type PlaceDraft, type PlaceParts } from "./rclone_draft.ts";

/** `ssl_verify`: a boolean, or the path of a file of certificates. */
export function certificates({ option }: PlaceParts, { variables }: PlaceDraft): void {
  const value = option("ssl_verify");
  if (value === undefined || readSwitch(value)) return;
  if (isSwitchedOff(value)) variables[flagVariable("no-check-certificate")] = "true";
  else variables[flagVariable("ca-cert")] = value;
}
