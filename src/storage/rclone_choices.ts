/** What the schemes do on their own: the rows of the table that are more than one option of rclone. */
import { s3Place } from "./rclone_s3.ts";
import { sshPlace } from "./rclone_ssh.ts";
import type { PlaceDraft, PlaceParts } from "./rclone_draft.ts";

export const CHOICES: Readonly<Record<string, (parts: PlaceParts, draft: PlaceDraft) => void>> = {
  s3: s3Place,
  ssh: sshPlace,
};
