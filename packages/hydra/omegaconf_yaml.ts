/** How OmegaConf writes YAML: as PyYAML does, with a few texts more between quotes. */
import { type Dialect, PYYAML } from "@exp/formats";
import { readPythonFloat, readPythonInt } from "./python_text.ts";

export const OMEGACONF: Dialect = { ...PYYAML, isText: (text) => PYYAML.isText(text) && !looksTyped(text) };

/** OmegaConf quotes text that a reader of YAML 1.1 or Python would take for a boolean or a number. */
function looksTyped(text: string): boolean {
  if (/^[a-eg-hj-mp-su-xzA-EG-HJ-MP-SU-XZ_/]/.test(text)) return false; // as most texts do
  return /^(?:y|n|yes|no|true|false|on|off)$/i.test(text) && isUniformCase(text) ||
    readPythonInt(text) !== undefined || readPythonFloat(text) !== undefined;
}

/** `yes`, `Yes`, `YES`, but not `yEs`. */
function isUniformCase(text: string): boolean {
  return /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(text);
}
