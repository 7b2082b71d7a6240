import { equal } from "node:assert/strict";
import { memoryProject } from "../support/machine/memory_project.ts";

Deno.test("who takes the workspace does not sweep what another one is writing at that moment", async () => {
  const { exp, machine, write } = memoryProject({ ".dvc/config": "", "dvc.yaml": "stages: {}\n" });
  const { fs, platform } = machine.host("/");
  const signing = `.dvc/tmp/exp/runs/.0123456789abcdef@${platform.hostname}.json.0a1b2c3d.tmp`;
  write(signing, "{");

  equal((await exp("repro")).code, 0);

  equal(fs.exists(`/work/project/${signing}`), true);
});
