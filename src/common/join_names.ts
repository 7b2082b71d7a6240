/** `a`, `a and b`, `a, b and c`: as a sentence lists them, in DVC's lines too. */
export function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
