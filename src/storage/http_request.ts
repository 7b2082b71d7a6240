/** Requests as curl is told of them: the text of a `--config` file. */

/** An option of curl; without a value it is a switch. */
export type CurlSetting = readonly [name: string, value?: string | number];

export interface HttpRequest {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Where the answer's body goes; absolute. Without it nobody reads the body. */
  readonly into?: string;
  /** Goes on after what `into` has, if the file is still the one with this ETag, or of this time. */
  readonly resume?: { readonly validator: string };
  /** The file to send; absolute. */
  readonly upload?: string;
  /** Not the whole of it: one byte, which tells of size and ETag what HEAD would have told. */
  readonly isGlance?: boolean;
  /** Further settings. */
  readonly settings: readonly CurlSetting[];
}

/** How all of a batch is sent. */
interface BatchShape {
  readonly jobs: number;
  readonly bytesPerSecond: number | undefined;
  /** Where the headers of the request with this number go. */
  readonly headersOf: (index: number) => string;
}

/** What curl reports of each request, and in which order; the number stands before it. `readReport` reads it. */
const REPORT = "%{http_code}\t%{exitcode}\t%{size_upload}\t%{size_download}\t%{redirect_url}\t%{errormsg}";

/** The `--config` of a batch: one `next` a request. */
export function configText(requests: readonly HttpRequest[], shape: BatchShape): string {
  const ofAll: CurlSetting[] = [["parallel"], ["parallel-max", shape.jobs]];
  const parts = requests.map((request, index) => settingsOf(request, index, shape).map(lineOf).join(""));
  return ofAll.map(lineOf).join("") + parts.join("next\n");
}

function settingsOf(request: HttpRequest, index: number, shape: BatchShape): CurlSetting[] {
  const { method, into, resume, upload } = request;
  const settings: CurlSetting[] = [["url", request.url], ["globoff"], ["fail"], ["output", into ?? "/dev/null"]];
  settings.push(["proto", "=http,https"], ["dump-header", shape.headersOf(index)]);
  if (method === "HEAD") settings.push(["head"], ["header", "Accept-Encoding: identity"]);
  else if (method !== "GET") settings.push(["request", method]);
  if (upload !== undefined) {
    settings.push(["upload-file", upload], ["header", "Content-Type: application/octet-stream"]);
  }
  if (resume !== undefined) settings.push(["continue-at", "-"], ["header", `If-Range: ${resume.validator}`]);
  if (request.isGlance) settings.push(["range", "0-0"], ["max-filesize", 1]);
  // the limit is each transfer's own
  if (shape.bytesPerSecond !== undefined) {
    settings.push(["limit-rate", Math.max(1, Math.floor(shape.bytesPerSecond / shape.jobs))]);
  }
  return [...settings, ...request.settings, ["write-out", `${index}\t${REPORT}\n`]];
}

function lineOf([name, value]: CurlSetting): string {
  return value === undefined ? `${name}\n` : `${name} = ${typeof value === "number" ? value : quoted(value)}\n`;
}

/** As curl reads it: other letters after a backslash stand for themselves. */
function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v" };
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/[\n\r\t\v]/g, (letter) => escapes[letter]!)}"`;
}
