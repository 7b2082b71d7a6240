/** After a fault: nothing wrong anywhere, every failure told; and the next push and pull complete what is missing. */
import { type Ended, processesIn } from "../field.ts";
import { until } from "../../support/wait.ts";
import { filesBelow, type Ground, md5Of, wrongFiles } from "./ground.ts";

/** Swept a day later: another process may be about to move what lies there. */
const OF_THE_KILLED = /^\.exp-up-|\.[0-9a-f]{8}\.partial$/;
const OBJECT = /^files\/md5\/([0-9a-f]{2})\/([0-9a-f]{30})(\.dir)?$/;
/** Died of a signal that the fault sent. */
const KILLED = [128 + 2, 128 + 9, 128 + 15];
/** A child may work on until it notices that nobody listens any more. */
const CHILDREN_LIMIT_MS = 90_000;

/** What is wrong, a line each. @param ended the commands that were harmed */
export async function judge(ground: Ground, ended: readonly Ended[]): Promise<string[]> {
  const findings: string[] = [];
  const say = (text: string) => void findings.push(text);
  for (const one of ended) judgeEnd(one, say);
  await judgeChildren(ground, say);
  judgeBytes(ground, say);
  ground.goDirectly();
  for (const [clone, words] of [["sender", ["data", "push"]], ["receiver", ["data", "pull"]]] as const) {
    const { code, output, timedOut } = await ground.start(clone, words).done;
    if (code !== 0 || timedOut) say(`exp ${words.join(" ")} after it: exit code ${code}: ${output.trim()}`);
  }
  judgeBytes(ground, say);
  for (const path of wrongFiles(ground.root("receiver"), true)) say(`lost: ${path}`);
  judgeLeftovers(ground, ended.some(({ code }) => KILLED.includes(code)), say);
  return findings;
}

/** Whoever fails says what and why; in one go, not with a stack. */
function judgeEnd({ code, output, timedOut }: Ended, say: (text: string) => void): void {
  if (timedOut) say("it did not end");
  if (code === 0 || KILLED.includes(code)) return;
  if (!/^(error|ERROR): ./m.test(output)) say(`exit code ${code}, and nothing is told: ${output.trim()}`);
  if (/^\s+at .*:\d+:\d+/m.test(output)) say(`it broke: ${output.trim()}`);
  // a server that answers 404 to whoever lists has no such bucket, as far as anybody can see
  const hasNoPlace = code === 2 && /there is no such bucket/.test(output);
  if (![1, 69, 74, 75, 77].includes(code) && !hasNoPlace) say(`exit code ${code}: ${output.trim()}`);
}

async function judgeChildren(ground: Ground, say: (text: string) => void): Promise<void> {
  const atWork = () => processesIn(ground.folder).map(({ name, pid }) => `${name} (${pid})`);
  await until("children have ended", () => atWork().length === 0, undefined, CHILDREN_LIMIT_MS)
    .catch(() => say(`still at work: ${atWork()}`));
}

/** No object that is not what its name says, nor a folder's object without the folder's files; no wrong file. */
function judgeBytes(ground: Ground, say: (text: string) => void): void {
  const caches = (["sender", "receiver"] as const).map((clone) => `${ground.root(clone)}/.dvc/cache`);
  for (const place of [...caches, ground.stored]) {
    for (const path of filesBelow(place)) {
      const [, folder, rest] = OBJECT.exec(path) ?? [];
      if (rest === undefined) continue;
      if (md5Of(Deno.readFileSync(`${place}/${path}`)) !== `${folder}${rest}`) say(`wrong bytes: ${place}/${path}`);
    }
  }
  judgeFolders(ground.stored, say);
  for (const path of wrongFiles(ground.root("receiver"), false)) say(`wrong bytes in the workspace: ${path}`);
}

function judgeFolders(stored: string, say: (text: string) => void): void {
  const there = new Set(filesBelow(stored));
  for (const path of there) {
    if (!path.endsWith(".dir") || !OBJECT.test(path)) continue;
    const entries = JSON.parse(Deno.readTextFileSync(`${stored}/${path}`)) as { readonly md5: string }[];
    const missing = entries.filter(({ md5 }) => !there.has(`files/md5/${md5.replace(/^../, "$&/")}`));
    if (missing.length > 0) say(`a folder's object is there before ${missing.length} of its files`);
  }
}

function judgeLeftovers(ground: Ground, wasKilled: boolean, say: (text: string) => void): void {
  for (const path of filesBelow(ground.stored)) {
    if (!OBJECT.test(path) && !(wasKilled && OF_THE_KILLED.test(path))) say(`left on the remote: ${path}`);
  }
  for (const path of filesBelow(`${ground.folder}/tmp`)) say(`left in the temporary folder: ${path}`);
  for (const clone of ["sender", "receiver"] as const) {
    const left = filesBelow(`${ground.root(clone)}/.dvc/cache/.incoming`);
    if (left.length > 0) say(`left beside the cache of ${clone}: ${left}`);
  }
}
