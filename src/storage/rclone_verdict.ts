/** What an error in rclone's words is: whose it is, and whether it may pass. */
import type { MoveFailure } from "./types.ts";

const MISSING =
  /directory not found|object not found|file does not exist|no such file|not ?found|NoSuch(Key|Bucket)|ContainerNotFound|BlobNotFound|bucket doesn'?t exist|status ?code: 404|\b404\b/i;
const REFUSED =
  /AccessDenied|access denied|Forbidden|Unauthori[sz]ed|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|NoCredentialProviders|no valid credential|failed to refresh cached credentials|unable to authenticate|couldn'?t connect to ssh-agent|permission denied|PermissionDenied|Host key verification failed|knownhosts: key|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|InvalidAuthenticationInfo|invalid_grant|oauth2: |Bad ?Credentials|decrypt|passphrase|empty token found|(secret_access_key|access_key_id) not found|failed to read private key file|status ?code: (401|403)|\b(401|403)\b/i;
/** The bucket itself is not there: no object can be written. */
const NO_PLACE = /NoSuchBucket|ContainerNotFound|bucket doesn'?t exist|The specified bucket does not exist/i;

export function verdictOf(says: string): MoveFailure["kind"] {
  if (REFUSED.test(says)) return "refused";
  return MISSING.test(says) ? "missing" : "failed";
}

export function isPlaceMissing(says: string): boolean {
  return NO_PLACE.test(says);
}

const NOBODY = /connection refused|no such host|no route to host|network is unreachable|could not resolve|not known/i;
/** Of rclone, of ssh, and of us. */
const SILENT =
  /\btime-?out\b|timed out|deadline exceeded|not responding|nothing has (moved|come)|nobody has let us in/i;

/** A server that is not believed, or that does not speak TLS, will be the same the next time. */
const NOT_TRUSTED = /x509|certificate|does not look like a TLS handshake|HTTP response to HTTPS client/i;

export function isPermanent(says: string): boolean {
  return NOT_TRUSTED.test(says);
}

/** Nothing answers at that address, or no more: rclone has tried a few times, and one more is enough. */
export function isNobodyThere(says: string): boolean {
  return NOBODY.test(says) || SILENT.test(says);
}

/** So many requests in a row that fail alike are enough to know that the others will: those that are waited for long cost most. */
export function enoughRetries(says: string): number {
  if (isPermanent(says)) return 1;
  if (SILENT.test(says)) return 2;
  return NOBODY.test(says) ? 4 : Infinity;
}

export function isDiskFull(says: string): boolean {
  return /no space left on device|remaining disk space|disk quota exceeded/i.test(says);
}
