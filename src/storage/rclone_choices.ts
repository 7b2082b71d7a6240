/** What the schemes do on their own: the rows of the table that are more than one option of rclone. */
import { azurePlace } from "./rclone_azure.ts";
import { gdrivePlace, gsPlace, hdfsPlace, ossPlace, ownPlace } from "./rclone_clouds.ts";
import type { PlaceDraft, PlaceParts } from "./rclone_draft.ts";
import { s3Place } from "./rclone_s3.ts";
import { sshPlace } from "./rclone_ssh.ts";
import { webdavPlace } from "./rclone_webdav.ts";

export const CHOICES: Readonly<Record<string, (parts: PlaceParts, draft: PlaceDraft) => void>> = {
  s3: s3Place,
  gs: gsPlace,
  azure: azurePlace,
  ssh: sshPlace,
  webdav: webdavPlace,
  webdavs: webdavPlace,
  hdfs: hdfsPlace,
  oss: ossPlace,
  gdrive: gdrivePlace,
  rclone: ownPlace,
};
