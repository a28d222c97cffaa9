/** Validation against the official schemas, which lie beside the repository. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { validateXML } from "xmllint-wasm";
import { handedOver, isHandedOver, isThere } from "./needed.ts";

const folder = fileURLToPath(handedOver("schemas/"));

export type SchemaName = "CAP-v1.2.xsd" | "cap-1.2-signed.xsd" | "capv1.2-ipaws-profile-v1.0-pr02.xsd" | "rss-2_0.xsd";

/** What a schema imports. */
const parts: Partial<Record<SchemaName, readonly string[]>> = {
  "cap-1.2-signed.xsd": ["CAP-v1.2.xsd", "xmldsig-core-schema.xsd"],
};

export function hasSchemas(): boolean {
  return isHandedOver("schemas/");
}

export function schemaFile(schema: SchemaName): string {
  return `${folder}${schema}`;
}

export function hasJing(): boolean {
  return hasSchemas() && isThere("jing (Debian package jing)", () => spawnSync("jing", []).error === undefined);
}

/** What jing says against the Atom feed (RFC 4287, Appendix B); empty when it is valid. */
export function atomFaults(xml: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "jing-")), "feed.atom");
  writeFileSync(file, xml);
  const { stdout, stderr, status } = spawnSync("jing", ["-c", `${folder}atom_rfc4287.rnc`, file], { encoding: "utf8" });
  rmSync(dirname(file), { recursive: true });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

/** What is wrong with the document; empty when it is valid. */
export async function schemaFaults(xml: string, schema: SchemaName): Promise<string[]> {
  const contents = readFileSync(`${folder}${schema}`, "utf8");
  const result = await validateXML({
    xml: { fileName: "document.xml", contents: xml },
    schema: { fileName: schema, contents },
    preload: (parts[schema] ?? []).map((fileName) => ({
      fileName,
      contents: readFileSync(`${folder}${fileName}`, "utf8"),
    })),
  });
  return result.errors.map((error) => error.rawMessage);
}
