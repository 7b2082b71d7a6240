import { flagVariable, type PlaceDraft, type PlaceParts } from "./rclone_draft.ts";

/** `ssl_verify`: a boolean, or the path of a file of certificates. */
export function certificates({ option }: PlaceParts, { variables }: PlaceDraft): void {
  const value = option("ssl_verify");
  if (value === undefined || value.toLowerCase() === "true") return;
  if (value.toLowerCase() === "false") variables[flagVariable("no-check-certificate")] = "true";
  else variables[flagVariable("ca-cert")] = value;
}
