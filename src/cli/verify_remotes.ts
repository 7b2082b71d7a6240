import { dumpPyJson, type ExpError, type Value, valueMap } from "../common/mod.ts";
import {
  byRemote,
  openRemote,
  type ProvedObject,
  type Remote,
  type RemoteItem,
  type RemoteProof,
} from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { displayPath } from "../stage/mod.ts";
import { formatBytes } from "../ui/mod.ts";
import { transferItems, type UsedChoice, usedData } from "../workspace/mod.ts";
import type { Context } from "./command.ts";
import { openProject } from "./open_project.ts";
import { withTransferHow } from "./transfer_how.ts";

interface VerifyOptions {
  readonly remote: string | undefined;
  readonly json: boolean;
  /** How many objects are read at a time. */
  readonly jobs: number | undefined;
}

/** Proves the remotes that data is pushed to. The exit code is 1 when anything is wrong, lost, or could not be read. */
export async function verifyRemotes(
  context: Context,
  choice: UsedChoice,
  { remote: name, json, jobs }: VerifyOptions,
): Promise<number> {
  const project = await openProject(context);
  const needed = await transferItems(project, choice, "push");
  const used = await allUsed(project);
  const groups = await byRemote(project.repo, needed, name);
  const chosen: [Remote, RemoteItem[]][] = groups.length > 0 ? groups : [[await openRemote(project.repo, name), []]];
  const proofs: [Remote, RemoteProof][] = [];
  await withTransferHow(context, { jobs }, async (how) => {
    for (const [remote, own] of chosen) proofs.push([remote, await remote.prove({ needed: own, used }, how)]);
  });
  if (json) context.print(dumpPyJson(valueMap([["schema", 1n], ["remotes", proofs.map(asValue)]])));
  else for (const [remote, proof] of proofs) tellProof(context, project, remote, proof);
  return proofs.every(([, { wrong, lost, unread }]) => wrong.length + lost.length + unread.length === 0) ? 0 : 1;
}

/** What anything in the project uses; undefined when some commit cannot be read. */
async function allUsed(project: Project): Promise<RemoteItem[] | undefined> {
  const unreadable: ExpError[] = [];
  const used = await usedData(project, {
    allCommits: true,
    allExperiments: true,
    mayBeUnread: true,
    onUnreadable: (_, error) => unreadable.push(error),
  });
  return unreadable.length > 0 ? undefined : used;
}

function tellProof(context: Context, { repo }: Project, remote: Remote, proof: RemoteProof): void {
  const { objects, bytes, readBytes, wrong, lost, unread, unneeded } = proof;
  const shown = (path: string) => displayPath(repo, path);
  const named = ({ path, object }: ProvedObject) => path === undefined ? object : `${shown(path)} (${object})`;
  for (const each of wrong) context.print(`wrong:    ${named(each)}`);
  for (const { path } of lost) context.print(`lost:     ${shown(path)}`);
  for (const { path, says } of unread) context.print(`unread:   ${path}: ${says}`);
  const counts = [`${wrong.length} wrong`, `${lost.length} lost`];
  if (unread.length > 0) counts.push(`${unread.length} unread`);
  if (unneeded !== undefined) counts.push(`${unneeded.length} unneeded (${formatBytes(sizeOf(unneeded))})`);
  context.print(`${remote.name}: ${objects} objects, ${formatBytes(bytes)}: ${counts.join(", ")}`);
  if (readBytes > 0 && remote.folder === undefined) {
    context.note(`note: ${remote.shown} does not know the MD5s of all objects: ${formatBytes(readBytes)} were read`);
  }
  if (wrong.length > 0) context.note("hint: remove what is wrong there; `exp data push` sends what is lost again");
  else if (lost.length > 0) context.note("hint: `exp data push` sends what is lost again");
}

function asValue([remote, proof]: [Remote, RemoteProof]): Value {
  const objects = (all: readonly ProvedObject[]): Value =>
    all.map(({ object, size, path }) => valueMap([["object", object], ["path", path ?? null], ["size", BigInt(size)]]));
  return valueMap([
    ["remote", remote.name],
    ["url", remote.shown],
    ["objects", BigInt(proof.objects)],
    ["bytes", BigInt(proof.bytes)],
    ["read_bytes", BigInt(proof.readBytes)],
    ["wrong", objects(proof.wrong)],
    ["lost", proof.lost.map(({ path, id }) => valueMap([["md5", id.hash], ["path", path]]))],
    ["unread", proof.unread.map(({ path, says }) => valueMap([["object", path], ["says", says]]))],
    ["unneeded", proof.unneeded === undefined ? null : objects(proof.unneeded)],
  ]);
}

function sizeOf(objects: readonly ProvedObject[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}
