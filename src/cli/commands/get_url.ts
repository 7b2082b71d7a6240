import { getUrl, keyValues } from "../../sources/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { urlReaderHere } from "../reader_here.ts";
import { withTransferHow } from "../transfer_how.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"get-url">): Promise<number> {
  const { url, out, force, jobs } = options;
  const fsConfig = keyValues("--fs-config", options.fsConfig ?? []);
  const get = async () => {
    const reader = await urlReaderHere(context);
    return await withTransferHow(context, { jobs }, (how) => getUrl(reader, url, { ...how, out, force, fsConfig }));
  };
  await withinCommand("getUrl", get, url);
  return 0;
}
