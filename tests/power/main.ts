/** All power cuts of all durable commands, on two cores. See scripts/power. */
import { POWER_CASES } from "./commands.ts";
import { cutPower } from "./power_case.ts";

/** Unsynced pieces that are lost, or kept, one by one. */
const REACH = 7;
/** Of one command at most so many, evenly spread. */
const MOST = 2500;
const PROCESSES = 2;

const [how, ...rest] = Deno.args;
if (how === "--share") {
  const share = { index: Number(rest[0]), of: PROCESSES };
  for (const name of rest.slice(1)) {
    const one = POWER_CASES.find((each) => each.name === name)!;
    console.log(JSON.stringify({ name, ...await cutPower(one, { reach: REACH, most: MOST, share }) }));
  }
} else Deno.exit(await runAll(Deno.args));

async function runAll(parts: readonly string[]): Promise<number> {
  const names = POWER_CASES.map(({ name }) => name)
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  const shares = Array.from({ length: PROCESSES }, (_, i) => runShare(i, names));
  const verdicts = (await Promise.all(shares)).flat();
  let states = 0, failed = 0;
  for (const name of names) {
    const own = verdicts.filter((verdict) => verdict.name === name);
    const tried = own.reduce((sum, verdict) => sum + verdict.states, 0);
    const broken = own.flatMap((verdict) => verdict.broken);
    console.log(`${name}: ${tried} crash states, ${broken.length} broken`);
    for (const finding of broken.slice(0, 10)) console.log(`  ${finding}`);
    states += tried;
    failed += Number(broken.length > 0 || tried === 0);
  }
  console.log(`${states} crash states\n${names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

interface Told {
  readonly name: string;
  readonly states: number;
  readonly broken: readonly string[];
}

async function runShare(index: number, names: readonly string[]): Promise<Told[]> {
  const args = ["run", "--quiet", "--no-check", "--allow-all", new URL(import.meta.url).pathname];
  const command = new Deno.Command(Deno.execPath(), { args: [...args, "--share", String(index), ...names] });
  const { stdout, stderr } = await command.output();
  await Deno.stderr.write(stderr);
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
