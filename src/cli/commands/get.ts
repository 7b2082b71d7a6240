import { getData, sourceAddress, urlOfData } from "../../sources/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { readerHere } from "../reader_here.ts";
import { withTransferHow } from "../transfer_how.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"get">): Promise<number> {
  const { url, path, rev, out, force, jobs, config, remote, remoteConfig } = options;
  const address = sourceAddress(url, rev, { config, remote, remoteConfig });
  if (options.showUrl) {
    context.print(await urlOfData(readerHere(context), address, path));
    return 0;
  }
  const get = () =>
    withTransferHow(context, { jobs }, (how) => getData(readerHere(context), address, path, { ...how, out, force }));
  await withinCommand("get", get, `'${path}' from '${url}'`);
  return 0;
}
