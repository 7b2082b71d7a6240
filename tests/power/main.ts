/** All power cuts of all durable commands, and all refusals, on two cores. See scripts/power. */
import { POWER_CASES } from "./commands.ts";
import { cutPower, type Verdict } from "./power_case.ts";
import { AILMENTS, refuseEach } from "./refused_case.ts";

/** Unsynced pieces that are lost, or kept, one by one. */
const REACH = 7;
/** Of one command at most so many, evenly spread. */
const MOST = 1700;
const PROCESSES = 2;

const [how, ...rest] = Deno.args;
if (how === "--share") {
  const share = { index: Number(rest[0]), of: PROCESSES };
  for (const name of rest.slice(1)) {
    const one = POWER_CASES.find((each) => each.name === name)!;
    tell(name, "crash states", await cutPower(one, { reach: REACH, most: MOST, share }));
    for (const ailment of AILMENTS) tell(name, ailment.name, await refuseEach(one, ailment, { most: MOST, share }));
  }
} else Deno.exit(await runAll(Deno.args));

function tell(name: string, kind: string, verdict: Verdict): void {
  console.log(JSON.stringify({ name, kind, ...verdict } satisfies Told));
}

async function runAll(parts: readonly string[]): Promise<number> {
  const names = POWER_CASES.map(({ name }) => name)
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  const shares = Array.from({ length: PROCESSES }, (_, i) => runShare(i, names));
  const told = (await Promise.all(shares)).flat();
  const sums = new Map<string, number>();
  let failed = 0;
  for (const name of names) {
    const own = told.filter((each) => each.name === name);
    const broken = own.flatMap((each) => each.broken);
    for (const { kind, states } of own) sums.set(kind, (sums.get(kind) ?? 0) + states);
    console.log(`${name}: ${own.reduce((sum, { states }) => sum + states, 0)} states, ${broken.length} broken`);
    for (const finding of broken.slice(0, 10)) console.log(`  ${finding}`);
    failed += Number(broken.length > 0 || own.length === 0);
  }
  console.log([...sums].map(([kind, states]) => `${states} ${kind}`).join(", "));
  console.log(`${names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

interface Told extends Verdict {
  readonly name: string;
  readonly kind: string;
}

async function runShare(index: number, names: readonly string[]): Promise<Told[]> {
  const args = ["run", "--quiet", "--no-check", "--allow-all", new URL(import.meta.url).pathname];
  const command = new Deno.Command(Deno.execPath(), { args: [...args, "--share", String(index), ...names] });
  const { stdout, stderr } = await command.output();
  await Deno.stderr.write(stderr);
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
