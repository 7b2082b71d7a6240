import type { Host } from "../../src/host/mod.ts";

type Processes = Host["processes"];

/** Processes of a machine on which what would run aside ends when it is told to, and not before. @param onBegin one was to run */
export function slowPrograms(processes: Processes, onBegin: (argv: readonly string[]) => void): Processes {
  return Object.create(processes, {
    spawn: {
      value: (command: Parameters<Processes["spawn"]>[0]) => {
        queueMicrotask(() => onBegin(command.argv)); // once whoever starts it listens
        return processes.spawn({ ...command, argv: ["sleep", "1000"] });
      },
    },
  });
}
