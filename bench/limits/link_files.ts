// What the runtime needs to look at every file below a folder and to make a link to it: limit link_files FROM TO
const [from, to] = Deno.args as [string, string];
for (const { name: folder } of Deno.readDirSync(from)) {
  Deno.mkdirSync(`${to}/${folder}`, { recursive: true });
  for (const { name } of Deno.readDirSync(`${from}/${folder}`)) {
    Deno.lstatSync(`${from}/${folder}/${name}`);
    Deno.linkSync(`${from}/${folder}/${name}`, `${to}/${folder}/${name}`);
  }
}
