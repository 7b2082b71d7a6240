import type { PlaceDraft, PlaceParts } from "./rclone_draft.ts";
import { certificates } from "./rclone_tls.ts";

/** `webdav://HOST/PATH`, by HTTP, and `webdavs://`, by HTTPS. Who one is, in the order of DVC 3: dvc_webdav/__init__.py. */
export function webdavPlace(parts: PlaceParts, draft: PlaceDraft): void {
  const { option, scheme, authority, path } = parts;
  const { options, passwords } = draft;
  const at = authority.lastIndexOf("@");
  options.url = `${scheme.replace("webdav", "http")}://${authority.slice(at + 1)}/`;
  options.vendor = "other";
  options.pacer_min_sleep = "0s"; // else 100 requests in a second, from rclone 1.64
  draft.root = decoded(path.slice(1));
  certificates(parts, draft);
  const user = option("user") ?? (at < 0 ? undefined : decoded(authority.slice(0, at).replace(/:.*/s, "")));
  const header = option("custom_auth_header");
  const password = option("password");
  delete options.user;
  if (option("token") !== undefined) return;
  if (user !== undefined) {
    options.user = user;
    if (password !== undefined) passwords.pass = password;
  } else if (header !== undefined) options.headers = `${header},"${(password ?? "").replaceAll('"', '""')}"`;
}

/** A URL's path as the server's files are called. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a lone `%`, which stands for itself
  }
}
