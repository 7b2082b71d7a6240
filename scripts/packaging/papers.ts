/** Papers that the build makes of deno.lock: the bill of materials (CycloneDX), and the licences of what is inside. */
import type { Component } from "./components.ts";
import type { ReleaseFacts } from "./facts.ts";

export function billOfMaterials(
  { version, commit, date, about }: ReleaseFacts,
  components: readonly Component[],
): string {
  const purl = ({ name, version, sha512 }: Component) =>
    sha512 === undefined ? `pkg:generic/${name}@${version}` : `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const bill = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      timestamp: new Date(date * 1000).toISOString(),
      component: {
        "bom-ref": "exp",
        type: "application",
        name: "exp",
        version,
        description: about,
        licenses: [{ license: { id: "Apache-2.0" } }],
        properties: [{ name: "commit", value: commit }],
      },
    },
    components: components.map((component) => ({
      "bom-ref": purl(component),
      type: component.sha512 === undefined ? "framework" : "library",
      name: component.name,
      version: component.version,
      purl: purl(component),
      licenses: [{ license: { id: component.licence } }],
      ...component.sha512 === undefined ? {} : { hashes: [{ alg: "SHA-512", content: component.sha512 }] },
      ...component.files === undefined ? {} : { components: [...component.files].map(baseExecutable) },
    })),
    dependencies: [{ ref: "exp", dependsOn: components.map(purl) }],
  };
  return JSON.stringify(bill, null, 2) + "\n";
}

/** Deno and V8 as they are in a program; those of other systems are Deno's own download, and not pinned. */
function baseExecutable([name, sum]: readonly [string, string]) {
  return { "bom-ref": name, type: "file", name, hashes: [{ alg: "SHA-256", content: sum }] };
}

export function thirdParty(components: readonly Component[]): string {
  const list = components.map(({ name, version, licence }) => `- ${name} ${version}: ${licence}`).join("\n");
  const texts = components.map(({ name, version, licence, licenceText }) =>
    `${"=".repeat(72)}\n${name} ${version} (${licence})\n${"=".repeat(72)}\n\n${licenceText.trim()}\n`
  );
  return `What exp is made of, besides its own code, and under which licences.\n\n${list}\n\n${texts.join("\n")}`;
}
