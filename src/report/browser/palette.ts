/** Colours that are told apart on light and on dark, also by most who see few colours; the first ones best. */
const CHOSEN = [
  "#3d74d6",
  "#d9702b",
  "#2c9f78",
  "#b84fa0",
  "#a07d1c",
  "#2b9fbb",
  "#cf4257",
  "#7d62d3",
  "#6a9530",
  "#80808c",
];

export function colourOf(place: number): string {
  return CHOSEN[place % CHOSEN.length]!;
}

/** From 0 to 1, dark blue over green to yellow (a shortened viridis), so that it can be read without its hue. */
const SCALE = [[68, 57, 131], [49, 104, 142], [33, 145, 140], [53, 183, 121], [143, 215, 68], [230, 215, 60]] as const;

export function scaleColour(at: number): string {
  const place = Math.min(Math.max(at, 0), 1) * (SCALE.length - 1);
  const before = Math.min(Math.floor(place), SCALE.length - 2);
  const part = place - before;
  const channels = SCALE[before]!.map((value, i) => Math.round(value + (SCALE[before + 1]![i]! - value) * part));
  return `rgb(${channels.join(" ")})`;
}

/** A colour of the page's style as it is now, light or dark: a property by itself would still be both. */
export function styleColour(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
