/**
 * What differs between the libraries whose files are to come out byte for byte: ruamel.yaml, with which DVC writes, and
 * PyYAML, with which OmegaConf does. All else (the styles, folding, indentation, what may be a key) ruamel.yaml has from
 * PyYAML, and `yaml_style.ts`, `yaml_write.ts` and `yaml_emit.ts` have it once.
 */
import { floatRepr } from "@exp/values";
import { isPlainText11, plainKind } from "./yaml_schema.ts";

export interface Dialect {
  /** Do this dialect's readers take an unquoted text for text? */
  readonly isText: (text: string) => boolean;
  /** Characters that only double quotes can hold. */
  readonly special: RegExp;
  /** One character that stands between double quotes as it is. */
  readonly bare: RegExp;
  /** Texts that get double quotes though single ones could hold them. */
  readonly prefersDouble: RegExp;
  /** A finite float. */
  readonly float: (value: number) => string;
  /** Null behind a colon or dash: a word, or nothing. */
  readonly nullValue: "" | "null";
  /** A plain text goes on in the next line from this column on, at the next blank. */
  readonly foldColumn: number;
  /** Does a word that would reach beyond the width start a line? */
  readonly wrapsWords: boolean;
  /** May a line between double quotes end at a blank, without a backslash? */
  readonly endsLinesSoftly: boolean;
  /** May the empty text be a key without `? `? */
  readonly emptyKeyIsSimple: boolean;
  /** Is a list or map that occurs twice written once, with an anchor? */
  readonly anchors: boolean;
  /** What follows a document that is one plain scalar. */
  readonly plainDocumentEnd: "" | "...\n";
}

/** ruamel.yaml 0.18 in its round-trip mode, width 80. */
export const RUAMEL: Dialect = {
  isText: (text) => plainKind(text) === "text",
  special: /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u,
  bare: /^[ !#-[\]-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]$/u,
  prefersDouble: /['\n]/,
  float: floatRepr,
  nullValue: "",
  foldColumn: 80,
  wrapsWords: true,
  endsLinesSoftly: true,
  emptyKeyIsSimple: true,
  anchors: true,
  plainDocumentEnd: "...\n",
};

/** PyYAML 6, `allow_unicode`, width 80. */
export const PYYAML: Dialect = {
  isText: isPlainText11,
  special: /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10fffe}]/u,
  bare: /^[ !#-[\]-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/,
  prefersDouble: /(?!)/,
  // YAML 1.1 has no float without a point
  float: (value) => floatRepr(value).replace(/^(-?\d+)e/, "$1.0e"),
  nullValue: "null",
  foldColumn: 81,
  wrapsWords: false,
  endsLinesSoftly: false,
  emptyKeyIsSimple: false,
  anchors: false,
  plainDocumentEnd: "",
};
