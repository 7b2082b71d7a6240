import { Inspection } from "./inspection.ts";
import { type CrashOptions, powerCuts } from "../support/machine/crash_states.ts";
import { Volume } from "../support/machine/volume.ts";
import type { Disk, Step } from "../support/machine/steps.ts";
import { type Field, type Files, newField, recordCommand, restarted } from "./project.ts";

/** What a judge knows of one power cut. */
export interface Aftermath {
  readonly field: Field;
  /** The disk as it was found, before anybody did anything. */
  readonly found: Inspection;
  /** The disk as it is now. */
  look(): Inspection;
  /** Was it a disk that keeps a journal? See crash_states.ts. */
  readonly hasJournal: boolean;
  /** Had the machine refused something, so that tasks may have failed for it? */
  readonly wasRefused: boolean;
  /** Had the command told the user that it was done? */
  readonly wasDone: boolean;
  /** All that the user had been told. */
  readonly told: readonly string[];
  /** Runs a command, which must end so. */
  must(line: string, ...codes: readonly number[]): Promise<string>;
}

/** A durable command, and what it promises whoever pulls the plug. */
export interface PowerCase {
  readonly name: string;
  readonly files?: Files;
  /** Commands before, all of which is on the disk. */
  readonly before?: readonly string[];
  /** What the user did by hand before. */
  readonly prepare?: (field: Field) => void;
  readonly command: string;
  /** Puts in order what a user would, and says what is wrong, a line each. */
  readonly judge: (after: Aftermath) => Promise<string[]>;
}

export interface Verdict {
  readonly states: number;
  /** Found wrong: where the power was cut, what was lost, what is wrong. */
  readonly broken: readonly string[];
}

/** All that is there before the command. */
export async function prepareCase(one: PowerCase): Promise<Field> {
  const field = newField(one.files);
  for (const line of one.before ?? []) await field.project.exp(line);
  one.prepare?.(field);
  return field;
}

export interface CutOptions extends CrashOptions {
  /** So many of them, evenly spread; default: all. */
  readonly most?: number;
  /** The part of them that this process judges. */
  readonly share?: { readonly index: number; readonly of: number };
}

/** Cuts the power at each step, in every way, and judges what is left. */
export async function cutPower(one: PowerCase, options: CutOptions = {}): Promise<Verdict> {
  const { most, share = { index: 0, of: 1 }, ...crash } = options;
  const record = await recordCommand(await prepareCase(one), one.command);
  if (record.code !== 0) throw new Error(`${one.command} ended with ${record.code} before anything was cut`);
  const broken: string[] = [];
  let states = 0;
  for (const cut of spread([...powerCuts(record.before, record.inodes, record.steps, crash)], most)) {
    if (states++ % share.of !== share.index) continue;
    const told = toldIn(record.steps.slice(0, cut.after));
    const findings = await judge(one, {
      disk: cut.disk(),
      nowMs: record.nowMs,
      hasJournal: cut.hasJournal,
      told,
    });
    if (findings.length === 0) continue;
    const step = cut.after === 0 ? "at the start" : `after ${cut.after}: ${describe(record.steps[cut.after - 1]!)}`;
    broken.push(`${one.name}: ${step}; lost: ${cut.loss}\n    ${findings.join("\n    ")}`);
  }
  return { states: Math.ceil((states - share.index) / share.of), broken };
}

export function toldIn(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => step.kind === "said" ? [step.text] : []);
}

export function spread<T>(all: readonly T[], most = all.length): T[] {
  const count = Math.min(most, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor(i * all.length / count)]!);
}

/** What is there when the user comes back. */
export interface Found {
  readonly disk: Disk;
  readonly nowMs: number;
  readonly hasJournal: boolean;
  readonly told: readonly string[];
  readonly wasRefused?: boolean;
}

export async function judge(
  one: PowerCase,
  { disk, nowMs, hasJournal, told, wasRefused = false }: Found,
): Promise<string[]> {
  const field = restarted(disk, nowMs);
  const { volume } = field.project.machine;
  const found = new Inspection(new Volume(disk, { nowNs: () => 0n }));
  // without a journal Git's locks may outlive what tells whose they are: as Git asks them to, the user removes them
  if (!hasJournal) { for (const path of found.locks()) volume.unlink(path); }
  const must = async (line: string, ...codes: readonly number[]): Promise<string> => {
    const { code, stdout, stderr } = await field.project.exp(line);
    const helped = helpYourself(field, stderr);
    if (helped !== undefined) return await must(helped === "again" ? line : `${line} ${helped}`, ...codes, ...AGAIN);
    if (!(codes.length === 0 ? [0] : codes).includes(code)) {
      throw new Finding(`exp ${line}: exit code ${code}: ${stderr.trim() || stdout.trim()}`);
    }
    return stdout;
  };
  try {
    return await one.judge({
      field,
      found,
      look: () => new Inspection(volume),
      hasJournal,
      wasRefused,
      wasDone: told.includes("exit 0"),
      told,
      must,
    });
  } catch (error) {
    if (error instanceof Finding) return [error.message];
    return [`the judge could not go on: ${error instanceof Error ? error.stack : error}`];
  }
}

class Finding extends Error {}

/** What was done before the power came back may be done already. */
const AGAIN = [0, 2];

/**
 * Does what the program's own hints say.
 * @returns whether to try again, or with which option; undefined when there is no such hint
 */
function helpYourself({ project }: Field, said: string): "again" | "--force" | undefined {
  const { volume } = project.machine;
  const lock = /(?:another process holds |Unable to create ')(\S+\.lock)/.exec(said)?.[1];
  if (lock !== undefined && volume.find(lock, false) !== undefined) { // if no git is running, remove that file
    volume.unlink(lock);
    return "again";
  }
  if (/exp apply --force/.test(said)) return "--force";
  if (/dvc\.lock.*(is missing|cannot hold)/.test(said)) { // made by runs: git has the last one that counts
    volume.unlink(`${project.root}/dvc.lock`);
    return "again";
  }
  return undefined;
}

export function describe(step: Step): string {
  switch (step.kind) {
    case "entries":
      return `${step.what} ${step.path}`;
    case "content":
    case "sync":
    case "handover":
      return `${step.kind} ${step.path}`;
    default:
      return `${step.kind} ${step.text.trim()}`;
  }
}
