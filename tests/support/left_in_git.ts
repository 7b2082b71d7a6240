/** What nobody may leave in `.git`; of paths relative to the repository. What tells queues of each other stays there. */
export const LEFT_IN_GIT: readonly RegExp[] = [
  /^\.git\/(?!objects\/|exp-search\.lock$).*\.lock$/,
  /^\.git\/exp-(?!queue-|search\.)/,
];
