import { deepEqual } from "node:assert/strict";
import { readLogLine, readSshLog } from "../../src/storage/rclone_log.ts";
import { isPlaceMissing, verdictOf } from "../../src/storage/rclone_verdict.ts";

/** As rclone 1.60.1 and 1.75.2 said them, but for the times. */
const RECORDED: readonly [line: string, event: unknown][] = [
  [
    `{"level":"debug","msg":"pacer: low level retry 1/3 (error Propfind \\"http://host/x\\": dial tcp 127.0.0.1:9: connect: connection refused)","source":"pacer.go:52","time":"…"}`,
    { kind: "retry", says: 'Propfind "http://host/x": dial tcp 127.0.0.1:9: connect: connection refused' },
  ],
  [
    `{"time":"…","level":"debug","msg":"low level retry 1/3 (error couldn't initialise SFTP: unexpected EOF)","object":"pacer","objectType":"string","source":"fs/pacer.go:42"}`,
    { kind: "retry", says: "couldn't initialise SFTP: unexpected EOF" },
  ],
  [
    `{"level":"info","msg":"Copied (new)","object":"a2/f","objectType":"*local.Object","source":"operations/operations.go:566","time":"…"}`,
    { kind: "moved", path: "a2/f" },
  ],
  [
    `{"time":"…","level":"info","msg":"Copied (new)","size":7,"object":"a1/f","objectType":"*local.Object","source":"operations/copy.go:382"}`,
    { kind: "moved", path: "a1/f" },
  ],
  [
    `{"level":"info","msg":"Deleted","object":"a1/f","objectType":"*sftp.Object","source":"operations/operations.go:721","time":"…"}`,
    { kind: "moved", path: "a1/f" },
  ],
  [
    `{"time":"…","level":"info","msg":"Set directory modification time (using DirSetModTime)","object":"a2","objectType":"string","source":"operations/operations.go:2794"}`,
    undefined,
  ],
  [
    `{"level":"warning","msg":"\\nTransferred:   \\t         14 B / 14 B, 100%, 0 B/s, ETA -\\n","source":"accounting/stats.go:482","stats":{"bytes":14,"checks":0,"errors":0},"time":"…"}`,
    { kind: "bytes", bytes: 14, underWay: [] },
  ],
  [
    `{"level":"notice","msg":"…","stats":{"bytes":14,"transferring":[{"bytes":14,"eta":null,"name":"a1/f","size":20}]}}`,
    { kind: "bytes", bytes: 14, underWay: [{ path: "a1/f", bytes: 14, size: 20 }] },
  ],
  [
    `{"level":"error","msg":"Failed to copy: NoSuchBucket: The specified bucket does not exist\\n\\tstatus code: 404, request id: 23EAB3758824C6EC, host id: MjNFQUIzNzU4ODI0QzZFQw==","object":"a1/f","objectType":"*local.Object","source":"operations/operations.go:538","time":"…"}`,
    {
      kind: "error",
      path: "a1/f",
      says: "NoSuchBucket: The specified bucket does not exist; status code: 404",
    },
  ],
  [
    `{"time":"…","level":"error","msg":"Failed to copy: operation error S3: PutObject, https response error StatusCode: 403, RequestID: , HostID: , api error SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.","object":"a1/f","objectType":"*local.Object","source":"operations/copy.go:349"}`,
    {
      kind: "error",
      path: "a1/f",
      says:
        "PutObject: StatusCode: 403, api error SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.",
    },
  ],
  [
    `{"time":"…","level":"error","msg":"--files-from failed to read file: operation error S3: HeadObject, https response error StatusCode: 403, RequestID: , HostID: , api error Forbidden: Forbidden","object":"a9/nope","objectType":"string","source":"filter/filter.go:656"}`,
    { kind: "error", path: "a9/nope", says: "HeadObject: StatusCode: 403, api error Forbidden: Forbidden" },
  ],
  [
    `{"level":"error","msg":"error reading source root directory: Forbidden: Forbidden\\n\\tstatus code: 403, request id: , host id: ","object":"S3 bucket bkt path st","objectType":"*s3.Fs","source":"march/march.go:413","time":"…"}`,
    { kind: "error", path: undefined, says: "Forbidden: Forbidden; status code: 403" },
  ],
  [
    `{"level":"error","msg":"error listing: couldn't list files: 401 Unauthorized: 401 Unauthorized","object":"","source":"operations/lsjson.go:1","time":"…"}`,
    { kind: "error", path: undefined, says: "couldn't list files: 401 Unauthorized" },
  ],
  [
    `{"level":"error","msg":"Attempt 1/1 failed with 2 errors and: NoSuchBucket: The specified bucket does not exist","source":"cmd/cmd.go:283","time":"…"}`,
    undefined,
  ],
  [
    `{"time":"…","level":"critical","msg":"Failed to create file system for \\"exp:/proc/nope/x\\": NewFs: couldn't connect SSH: ssh: handshake failed: knownhosts: key is unknown","source":"cmd/cmd.go:148"}`,
    { kind: "error", path: undefined, says: "couldn't connect SSH: ssh: handshake failed: knownhosts: key is unknown" },
  ],
  [
    `2026/11/29 20:55:09 Failed to create file system for "exp:/proc/nope/x": NewFs: couldn't connect SSH: dial tcp 127.0.0.1:1: connect: connection refused`,
    {
      kind: "error",
      path: undefined,
      says: "couldn't connect SSH: dial tcp 127.0.0.1:1: connect: connection refused",
    },
  ],
  [
    `2026/11/29 20:53:49 Failed to lsjson: error in ListJSON: directory not found`,
    { kind: "error", path: undefined, says: "directory not found" },
  ],
  [
    `caused by: Put "http://127.0.0.1:1/bkt/st2/a1/f": dial tcp 127.0.0.1:1: connect: connection refused`,
    {
      kind: "error",
      path: undefined,
      says: `Put "http://127.0.0.1:1/bkt/st2/a1/f": dial tcp 127.0.0.1:1: connect: connection refused`,
    },
  ],
  [`Error: unknown flag: --inplace`, { kind: "error", path: undefined, says: "unknown flag: --inplace" }],
  [`	status code: 403, request id: , host id: `, undefined],
];

Deno.test("what rclone says is understood, of its old releases as of its new ones", () => {
  for (const [line, event] of RECORDED) deepEqual(readLogLine(line), event, line);
});

Deno.test("an error keeps no signature, no token and no password", () => {
  const says = (text: string) => {
    const event = readLogLine(JSON.stringify({ level: "error", msg: text, object: "x" }));
    return event?.kind === "error" ? event.says : undefined;
  };

  deepEqual(
    says(`Failed to copy: Put "https://a.example/c/x?se=2027&sig=SECRET%3D": no such host`),
    `Put "https://a.example/c/x?se=2027&sig=…": no such host`,
  );
  deepEqual(
    says(`Failed to copy: Get "http://me:secret@a.example/x": EOF`),
    `Get "http://a.example/x": EOF`,
  );
  deepEqual(
    says(`Failed to copy: Get "https://s.example/x?X-Amz-Signature=SECRET&X-Amz-Security-Token=SECRET": EOF`),
    `Get "https://s.example/x?X-Amz-Signature=…&X-Amz-Security-Token=…": EOF`,
  );
});

Deno.test("an error is one of three: not there, not allowed, gone wrong", () => {
  const verdicts: Record<string, string> = {
    "failed to open source object: NoSuchKey:; status code: 404": "missing",
    "failed to open source object: object not found": "missing",
    "directory not found": "missing",
    "PutObject: StatusCode: 403, api error SignatureDoesNotMatch: The request": "refused",
    "couldn't connect SSH: ssh: handshake failed: knownhosts: key is unknown": "refused",
    "root@127.0.0.1: Permission denied (publickey,keyboard-interactive).": "refused",
    "Host key verification failed.": "refused",
    "drive: failed when making oauth client: failed to create oauth client: empty token found": "refused",
    "couldn't connect SSH: dial tcp 127.0.0.1:1: connect: connection refused": "failed",
    "SlowDown: Please reduce your request rate.; status code: 503": "failed",
    "unexpected EOF": "failed",
  };

  for (const [says, verdict] of Object.entries(verdicts)) deepEqual(verdictOf(says), verdict, says);
  deepEqual(isPlaceMissing("NoSuchBucket: The specified bucket does not exist; status code: 404"), true);
  deepEqual(isPlaceMissing("NoSuchKey: ; status code: 404"), false);
});

Deno.test("ssh's own last words are heard, not what it says of sharing a connection", () => {
  const log = "Warning: Permanently added '[127.0.0.1]:22' to the list of known hosts.\r\n" +
    "Host key verification failed.\r\nmux_client_request_session: read from master failed\r\n";

  deepEqual(readSshLog(log), "Host key verification failed.");
  deepEqual(readSshLog(""), undefined);
});
