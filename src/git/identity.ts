import type { GitResult, Identity } from "./types.ts";

/** How Git says that it will not make a commit, for nobody has told it who commits. */
export const NO_IDENTITY =
  /Please tell me who you are|unable to auto-detect|empty ident name|no (name|email) was given/;

/**
 * Who writes commits and reflogs, from `git var -l`, which (unlike a commit) is content with a guess: what the
 * configuration lacks is user and machine, as DVC has it. Git marks a guessed machine by `.(none)`.
 */
export function parseIdentity(output: string): Identity | undefined {
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(output)?.[1];
  const author = value("GIT_AUTHOR_IDENT"), committer = value("GIT_COMMITTER_IDENT");
  if (author === undefined || committer === undefined) return undefined;
  return { author: plain(author), committer: plain(committer) };
}

function plain(ident: string): string {
  const [, name = "", email = "", time = ""] = /^(.*?) ?<([^>]*)>(.*)$/.exec(ident) ?? [];
  const address = email.replace(/\.\(none\)$/, "");
  return `${name === "" ? address.replace(/@.*/, "") || "unknown" : name} <${address}>${time}`;
}

/** Variables that make Git's guess count. */
export function standInEnv({ stdout }: GitResult): Record<string, string> {
  const who = parseIdentity(stdout);
  const parts = (ident: string | undefined) => /^(.*) <(.*)>/.exec(ident ?? "") ?? [];
  const [, authorName = "unknown", authorEmail = ""] = parts(who?.author);
  const [, name = "unknown", email = ""] = parts(who?.committer);
  return {
    GIT_AUTHOR_NAME: authorName,
    GIT_AUTHOR_EMAIL: authorEmail,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
