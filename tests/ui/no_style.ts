import type { Style } from "../../src/ui/mod.ts";

const plain = (text: string) => text;

export const NO_STYLE: Style = {
  good: plain,
  bad: plain,
  warn: plain,
  quiet: plain,
  strong: plain,
  curve: plain,
  isColoured: false,
  unicode: true,
};
