import { faultsOf, type NoFacts } from "@exp/values";

/** What can be wrong with a file of values, or with a change of it. `what` is in the words of the parser or editor. */
export interface FormatFaults {
  "invalid-file/syntax": {
    format: "JSON" | "TOML" | "Python" | "YAML";
    file: string;
    line: number;
    column: number;
    what: string;
  };
  /** YAML that its reader refuses, with the line that it cannot read. */
  "invalid-file/yaml": { file: string; line: number; column: number; what: string; text: string };
  "invalid-file/too-deep": { file: string; most: number };
  "invalid-file/pickle": { file: string; what: string };
  "invalid-file/not-a-map": { file: string };
  "config/syntax": { file: string; line: number; what: string };
  "invalid-override/edit": { what: string };
  "invalid-override/null-in-toml": NoFacts;
  "invalid-override/no-way": { key: string; format: string };
}

export const fault = faultsOf<FormatFaults>();
