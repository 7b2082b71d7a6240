import { emitProgress } from "../../data/mod.ts";
import { findArtifact, getData, sourceAddress, urlOfData } from "../../sources/mod.ts";
import { downloadedArtifact } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { readerHere } from "../reader_here.ts";
import { createReporter } from "../reporter.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"artifacts get">): Promise<number> {
  const { url, name, rev: version, stage, out, force, jobs, config, remote, remoteConfig } = options;
  const reader = readerHere(context);
  const address = sourceAddress(url, undefined, { config, remote, remoteConfig });
  const find = () => findArtifact(reader, address, { name, version, stage });
  if (options.showUrl) {
    const found = await find();
    context.print(await urlOfData(reader, found.address, found.path));
    return 0;
  }
  const tell = emitProgress(createReporter(context));
  const { files, shown } = await withinCommand("get", async () => {
    const found = await find();
    return await getData(reader, found.address, found.path, { out, force, jobs, tell });
  }, `'${name}' from '${url}'`);
  context.tell(downloadedArtifact(files, shown));
  return 0;
}
