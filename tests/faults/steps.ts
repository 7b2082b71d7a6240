/**
 * The steps at which each command must be harmed: what it writes down, in what order. A step that is traced no longer is
 * a hole in this suite, so the suite fails; one that is new is tried, too.
 */

const CHECKOUT = ".dvc/tmp/exps/CHECKOUT";
const QUEUE = ".dvc/tmp/exp/queue/ID";
const BROKER = ".dvc/tmp/exps/celery";
const STASH = "refs/exps/celery/stash";

const STASHING = [
  `main create .git/${STASH}.lock`,
  `main write .git/logs/${STASH}`,
  `main append .git/${STASH}.lock`,
  `main rename .git/${STASH}`,
];

export const STEPS = {
  drain: [
    `main write ${QUEUE}/state.json`,
    `main rename ${BROKER}/broker/processed/ID_ID.celery.msg`,
    ...STASHING,
    `task folder ${CHECKOUT}`,
    `task write ${CHECKOUT}/.git/HEAD`,
    `task write ${CHECKOUT}/.dvc/config.local`,
    `task write ${QUEUE}/state.json`,
    "task write .dvc/tmp/exps/run/ID.run",
    `task remove-tree ${CHECKOUT}/model.txt`,
    "task write .dvc/cache/files/md5/OBJECT",
    "task write .dvc/cache/runs/RESULT",
    `task write ${CHECKOUT}/dvc.lock`,
    `task commit commit --all --quiet --no-verify --no-gpg-sign --allow-empty --allow-empty-message --cleanup=verbatim -F ${CHECKOUT}/.git/exp-message`,
    "task refs update-ref --stdin",
    `task remove-tree ${CHECKOUT}`,
    `main write ${BROKER}/result/celery-task-meta-ID`,
    "main create .git/refs/exps/celery/failed.lock",
    "main rename .git/refs/exps/celery/failed",
    "main remove .dvc/tmp/exp/drains/N-ID.lock",
  ],
  enqueue: [
    "main folder .dvc/tmp/exps/edit",
    "main commits fast-import --quiet --done --force",
    "main write .dvc/tmp/exp/queueing-ID.jsonl",
    `main create ${QUEUE}/task.json`,
    "main refs update-ref --stdin",
    ...STASHING,
    `main rename ${BROKER}/broker/in/ID_ID.celery.msg`,
    "main rename .dvc/tmp/exp/queued-ID.jsonl",
  ],
  ask: [
    "main commits fast-import --quiet --done --force",
    "main write .dvc/tmp/exp/queueing-ID.jsonl", // chosen, and not yet there
    `main create ${QUEUE}/task.json`,
    "main refs update-ref refs/exps/celery/task/ID ID ID",
    ...STASHING,
    `main rename ${BROKER}/broker/in/ID_ID.celery.msg`,
    "main rename .dvc/tmp/exp/queued-ID.jsonl",
    `main write ${QUEUE}/state.json`, // there, and begun
    "main create .git/packed-refs.lock", // the last one that waits
    `main remove .git/logs/${STASH}`,
    `main remove .git/${STASH}`,
    "main remove .git/packed-refs.lock",
  ],
  remove: [
    "main write .dvc/tmp/exp/removing-ID.jsonl",
    "main refs update-ref --stdin",
    `main remove .git/${STASH}.lock`,
    `main remove ${BROKER}/broker/in/ID_ID.celery.msg`,
    "main rename .dvc/tmp/exp/queue/.gone-ID",
    "main remove-tree .dvc/tmp/exp/queue/.gone-ID",
    "main remove .dvc/tmp/exp/removing-ID.jsonl",
  ],
  retry: [
    `main rename ${QUEUE}/attempt-N.out`,
    `main write ${QUEUE}/state.json`,
    `main rename ${BROKER}/broker/in/ID_ID.celery.msg`,
    "main remove .git/refs/exps/celery/failed.lock",
    ...STASHING,
  ],
} as const;

/** A traced step without what is different each time: ids, temporary names, objects. */
export function kindOf(thread: string, step: string, repo: string): string {
  const kind = step.replaceAll(`${repo}/`, "").replaceAll(`@${Deno.hostname()}`, "").replace(/-c \S+ /g, "")
    .replace(/files\/md5\/\S*/g, "files/md5/OBJECT").replace(/\/runs\/\S*/g, "/runs/RESULT")
    .replace(/exps\/tmp\w{8}/g, "exps/CHECKOUT").replace(/(exp-index|edit)-\d+-\w{8}/g, "$1")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "ID").replace(/[0-9a-f]{6,}/g, "ID")
    .replace(/\/ID\/ID/g, "/ID").replace(/(?<!md)\d+/g, "N");
  return `${thread} ${kind}`;
}
