/** Options of a command as help and the manual show them: below headings, the ones that every command has apart. */
import type { CommandSpec, Manner, OptionSpec } from "./command.ts";
import { COMMON_OPTIONS, HELP, optionsFor } from "./tree.ts";

interface Group {
  readonly heading: string;
  readonly members: readonly OptionSpec[];
}

const OTHERS = "Options";

/** `own`: below their headings, those without one last; `common`: what every command has. */
export function groupedOptions(
  spec: CommandSpec,
  manner: Manner,
): { readonly own: readonly Group[]; readonly common: readonly OptionSpec[] } {
  const isCommon = (option: OptionSpec) => COMMON_OPTIONS.some((common) => common === option);
  const options = optionsFor(spec, manner);
  const own = options.filter((option) => !isCommon(option))
    .toSorted((a, b) => Number(a.heading === undefined) - Number(b.heading === undefined));
  const groups = [...Map.groupBy(own, ({ heading = OTHERS }) => heading)];
  return {
    own: groups.map(([heading, members]) => ({ heading, members })),
    common: [...options.filter(isCommon), HELP],
  };
}
