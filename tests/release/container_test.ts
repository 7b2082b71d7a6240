/**
 * The container file where no engine for containers is: its instructions are followed in a copy of this machine that is
 * thrown away (an overlay over its disk), a Debian in place of the base image.
 */
import assert from "node:assert/strict";
import { inScenario } from "../support/scenario.ts";
import { madeRelease, VERSION } from "./made_release.ts";

const OVERLAY = `mount -t tmpfs tmpfs . && cd "$PWD" && mkdir upper work root &&
  mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root`;
const lack = lackOf(
  ["/etc/debian_version must be here", "test -e /etc/debian_version"],
  ["apt-get is not here", "command -v apt-get"],
  ["nothing can be mounted", `cd "$(mktemp -d)" && unshare -m sh -c '${OVERLAY}' && rmdir "$PWD"`],
);

function lackOf(...needs: readonly (readonly [string, string])[]): string | undefined {
  return needs.find(([, has]) => !new Deno.Command("sh", { args: ["-c", has], stdout: "null" }).outputSync().success)
    ?.[0];
}

/** One instruction, with its continued lines as one. */
function instruction(text: string, word: string): string {
  const [, rest = assert.fail(`no ${word}`)] = new RegExp(`^${word} ((?:.*\\\\\\n)*.*)`, "m").exec(text) ?? [];
  return rest.replace(/\\\n */g, "");
}

const claim = "following the container file, exp works in the folder that it begins in";
Deno.test({
  name: lack === undefined ? claim : `${claim} (left out: ${lack})`,
  ignore: lack !== undefined,
  fn: async () => {
    const folder = await madeRelease();
    const text = Deno.readTextFileSync(`${folder}/Containerfile`);
    const [, target, steps] = /^--mount=type=bind,target=(\S+) (.*)$/.exec(instruction(text, "RUN")) ?? [];
    const entry = JSON.parse(instruction(text, "ENTRYPOINT")) as string[];

    await inScenario(async ({ sh }) => {
      const { stdout } = await sh(
        `unshare -m sh -ec '${OVERLAY} && cd root && mkdir -p ".$TARGET" ".$WORK"
          for part in /proc /dev; do mount --rbind $part .$part; done
          mount --bind "$RELEASE" ".$TARGET" && mount -o remount,bind,ro ".$TARGET"
          chroot . sh -ec "$STEPS" >/dev/null
          chroot . sh -ec "cd $WORK && $ENTRY self-test && $ENTRY version && command -v exp"'`,
        {
          env: {
            PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            RELEASE: folder,
            TARGET: target!,
            STEPS: steps!,
            WORK: instruction(text, "WORKDIR"),
            ENTRY: entry.join(" "),
          },
          timeoutMs: 1_200_000,
        },
      );

      assert.match(stdout, /^ok +queue: /m);
      assert.match(stdout, new RegExp(`^exp ${VERSION} [^]*\n/usr/bin/exp\n$`, "m"));
    }, { bare: true });
  },
});
