/** `scancel`: ends jobs by number, by element or by name, or sends them a signal. */
import { parseArray } from "./array_spec.ts";
import { type Answer, refused, said } from "./call.ts";
import type { Controller, Nodes } from "./controller.ts";
import type { Job } from "./job.ts";

export function scancel(controller: Controller, nodes: Nodes, words: readonly string[]): Answer {
  const chosen = new Set<Job>();
  let signal: string | undefined;
  let toScriptOnly = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const [, key = "", attached] = /^(--[\w-]+|-\w)=?(.+)?$/.exec(word) ?? [];
    const value = () => attached ?? words[++at] ?? "";
    if (key === "-n" || key === "--name" || key === "--jobname") {
      const names = value().split(",");
      for (const job of controller.jobs.values()) if (names.includes(job.submission.name)) chosen.add(job);
    } else if (key === "-s" || key === "--signal") signal = value().replace(/^SIG/, "");
    else if (key === "-b" || key === "--batch") toScriptOnly = true;
    else if (key === "-u" || key === "--user") value();
    else if (/^\d+(_(\d+|\[.*\]))?$/.test(word)) { for (const job of named(controller, word)) chosen.add(job); }
    else if (!word.startsWith("-")) return refused(`scancel: error: Invalid job id ${word}`);
  }
  if (signal === undefined) controller.cancel([...chosen]);
  else for (const job of chosen) if (job.state === "RUNNING") nodes.signal(job, signal, toScriptOnly);
  return said("");
}

/** `12`, `12_3`, `12_[1-4,7]` */
function named(controller: Controller, word: string): Job[] {
  const [, id, list] = /^(\d+)_\[(.*)\]$/.exec(word) ?? [];
  if (list === undefined) return controller.find(word);
  return (parseArray(list, Infinity)?.indices ?? []).flatMap((index) => controller.find(`${id}_${index}`));
}
