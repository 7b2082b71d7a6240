import type { GitCall } from "./call.ts";

export function authorOf(call: GitCall): string {
  return identOf(call, "AUTHOR");
}

export function committerOf(call: GitCall): string {
  return identOf(call, "COMMITTER");
}

function identOf({ env, nowMs }: GitCall, role: "AUTHOR" | "COMMITTER"): string {
  const date = /^@?(\d+) ([+-]\d{4})$/.exec(env[`GIT_${role}_DATE`] ?? "");
  const time = date === null ? `${Math.floor(nowMs / 1000)} +0000` : `${date[1]} ${date[2]}`;
  return `${env[`GIT_${role}_NAME`] ?? "Ada"} <${env[`GIT_${role}_EMAIL`] ?? "ada@example.com"}> ${time}`;
}
