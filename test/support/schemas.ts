/**
 * Validation against the official schemas, which lie beside the repository. Where they are missing, tests that need them are skipped
 * with a loud word, and fail in CI: a check that silently did not run is none.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { validateXML } from "xmllint-wasm";

const folder = fileURLToPath(new URL("../../../shared/schemas/", import.meta.url));

export type SchemaName = "CAP-v1.2.xsd" | "cap-1.2-signed.xsd" | "capv1.2-ipaws-profile-v1.0-pr02.xsd" | "rss-2_0.xsd";

/** What a schema imports. */
const parts: Partial<Record<SchemaName, readonly string[]>> = {
  "cap-1.2-signed.xsd": ["CAP-v1.2.xsd", "xmldsig-core-schema.xsd"],
};

/** `true` where the schemas are there, or in CI, where they must be. */
export function hasSchemas(): boolean {
  if (existsSync(folder) || process.env.CI) return true;
  console.warn(
    `NOT CHECKED: the official schemas are missing (looked in ${folder}), so nothing was validated against them.`,
  );
  return false;
}

export function schemaFile(schema: SchemaName): string {
  return `${folder}${schema}`;
}

/** `true` where jing and the schemas are there, or in CI, where they must be. */
export function hasJing(): boolean {
  if (!hasSchemas()) return false;
  if (spawnSync("jing", []).error === undefined || process.env.CI) return true;
  console.warn("NOT CHECKED: jing is missing (Debian package jing), so no Atom feed was validated.");
  return false;
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
