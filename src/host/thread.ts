/** Threads beside the main one: modules of this program that run in Workers and are told things. */
import { note, tellOfChildren } from "./children.ts";
import type { Child } from "./signals.ts";

/** What a thread may do, where it is less than this process; see `Deno.PermissionOptionsObject`. */
export interface ThreadPermissions {
  readonly read: boolean;
  readonly write: readonly string[];
  readonly env: readonly string[];
  readonly run: readonly string[];
  readonly sys: readonly string[];
  readonly net: boolean;
  readonly ffi: boolean;
  readonly import: boolean;
}

export interface ThreadOptions<Answer> {
  /** What crash points call it (see crash.ts). */
  readonly name?: string;
  readonly permissions?: ThreadPermissions;
  readonly onAnswer?: (answer: Answer) => void;
  /** It did not start, or something was thrown in it that nobody caught. This program goes on. */
  readonly onCrash?: (message: string) => void;
}

export interface Thread<Message> extends Disposable {
  post(message: Message): void;
}

/** What comes from a thread: an answer, or news of a command that it runs, which the main thread keeps count of. */
type News<Answer> = { readonly answer: Answer } | { readonly child: Child; readonly isRunning: boolean };

/** @param entry `ROOM/FILE`: from source a module of src, in the built program `FILE.js` beside the bundle */
export function startThread<Message, Answer>(entry: string, options: ThreadOptions<Answer>): Thread<Message> {
  const isSource = import.meta.url.endsWith(".ts");
  const file = isSource ? `../${entry}.ts` : `./${entry.slice(entry.indexOf("/") + 1)}.js`;
  const { name, permissions, onAnswer, onCrash } = options;
  const worker = new Worker(new URL(file, import.meta.url), {
    type: "module",
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined ? {} : { deno: { permissions } }),
  } as WorkerOptions);
  worker.onmessage = ({ data }: MessageEvent<News<Answer>>) =>
    "answer" in data ? onAnswer?.(data.answer) : note(data.child, data.isRunning);
  worker.onerror = (event) => {
    event.preventDefault(); // it must not end the program
    onCrash?.(event.message);
  };
  return { post: (message) => worker.postMessage(message), [Symbol.dispose]: () => worker.terminate() };
}

/** The other end, in the thread's own module: answers what it is told. */
export function serveThread<Message, Answer>(
  onMessage: (message: Message, answer: (answer: Answer) => void) => void,
): void {
  // `self` as a Worker has it; the project is checked with a window's types
  const scope = globalThis as unknown as {
    postMessage(news: News<Answer>): void;
    onmessage: ((event: MessageEvent<Message>) => void) | null;
  };
  tellOfChildren((child, isRunning) => scope.postMessage({ child, isRunning }));
  scope.onmessage = ({ data }) => onMessage(data, (answer) => scope.postMessage({ answer }));
}
