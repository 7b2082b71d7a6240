import type { Task } from "../queue/mod.ts";
import type { Context } from "./command.ts";

/** Says what has happened to tasks. Returns the exit code. */
export function tellTasks(context: Context, what: string, tasks: readonly Task[], next?: string): number {
  if (context.verbosity === "quiet") return 0;
  const names = tasks.map((task) => task.entry.name).join(", ");
  context.print(tasks.length === 0 ? `nothing ${what}` : `${what}: ${names}`);
  if (tasks.length > 0 && next !== undefined) context.note(`next: ${next}`);
  return 0;
}
