/** The experiments that are put in danger: quick, and each result can be told right from wrong. */
import { trainingProject } from "../support/training_project.ts";

/** Every fourth fails, as experiments do. */
export function shallFail(number: number): boolean {
  return number % 4 === 0;
}

export function nameOf(number: number): string {
  return `t-${number}`;
}

/**
 * Each run leaves a line in `../runs/N.count`, and in `../runs/overlaps` if the same experiment is at work already:
 * somebody alive who has made `N.live` and not taken it away. (Who was killed has a number until its parent, or init,
 * asks for its exit code, which may take seconds.)
 */
const TRAIN = `n=$(sed -n 's/^n: //p' params.yaml)
runs=$DVC_ROOT/../runs
if ! mkdir "$runs/$n.live" 2>/dev/null; then
  other=$(cat "$runs/$n.live/pid" 2>/dev/null)
  [ -z "$other" ] || case $(cat "/proc/$other/stat" 2>/dev/null) in
    '' | *') Z '* | *') X '*) ;;
    *) echo "$n: $other and $$" >>"$runs/overlaps" ;;
  esac
fi
echo $$ >"$runs/$n.live/pid" || exit 9
echo "run of $n begins"
sleep 0.0$((n % 9 + 1))
echo "model $n" >model.txt && echo "{\\"twice\\": $((n * 2))}" >metrics.json || exit 9
echo "run of $n ends"
echo ran >>"$runs/$n.count"
rm -rf "$runs/$n.live"
[ $((n % 4)) != 0 ] || exit 3
`;

export const FILES: Readonly<Record<string, string>> = trainingProject("n", { params: "n: 0\n", train: TRAIN });

/** What an experiment must hold. */
export function expected(number: number): Readonly<Record<string, string>> {
  return { "params.yaml": `n: ${number}\n`, "metrics.json": `{"twice": ${number * 2}}\n` };
}

export function expectedModel(number: number): string {
  return `model ${number}\n`;
}
