/**
 * The commands that this program runs at the moment, those of its threads too. None outlives it, however it ends (but
 * by kill -9): `leave` is the one place from which it exits.
 */
import { type Child, isAlive, signalChild } from "./signals.ts";

const running = new Map<number, Child>();
let listener: ((child: Child, isRunning: boolean) => void) | undefined;

/** A command has begun, or has ended, or is to live on. */
export function note(child: Child, isRunning: boolean): void {
  if (isRunning) running.set(child.pid, child);
  else running.delete(child.pid);
  listener?.(child, isRunning);
}

/** In a thread, which leaves the end of its commands to the main one. */
export function tellOfChildren(tell: (child: Child, isRunning: boolean) => void): void {
  listener = tell;
}

const GRACE_MS = 5000;
const LOOK_MS = 50;

/** TERM to all, and KILL to those that are still there after a while. */
export async function endChildren(): Promise<void> {
  if (running.size === 0) return;
  const env = { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" };
  const signalAll = (name: string) => {
    for (const child of running.values()) signalChild(child, name, env);
  };
  signalAll("TERM");
  const deadline = performance.now() + GRACE_MS;
  while ([...running.values()].some((child) => isAlive(child, env))) {
    if (performance.now() > deadline) return signalAll("KILL");
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
