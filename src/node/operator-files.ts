/** Files that an operator names in settings: read and checked once, at the start. */
import { existsSync, readFileSync } from "node:fs";
import { type ReportOffice, readReportDirectory } from "../domain/report-directory.ts";
import { messageOf } from "../domain/thrown.ts";
import type { Settings } from "../settings.ts";

export interface OperatorTexts {
  readonly privacyActNotice?: string;
  readonly reportOffices?: readonly ReportOffice[];
}

export type ReadOperatorFiles =
  | { readonly ok: true; readonly texts: OperatorTexts }
  | { readonly ok: false; readonly problems: readonly string[] };

export function readOperatorFiles(
  settings: Pick<Settings, "PRIVACY_ACT_NOTICE" | "REPORT_DIRECTORY" | "BOUNCE_DIR">,
): ReadOperatorFiles {
  const { PRIVACY_ACT_NOTICE: notice, REPORT_DIRECTORY: directory } = settings;
  const problems: string[] = [];
  const read = (name: string, path: string): string => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    } catch (error) {
      problems.push(`${name} cannot be read: ${messageOf(error)}`);
      return "";
    }
  };
  const fromFile = notice?.startsWith("file:")
    ? read("PRIVACY_ACT_NOTICE", notice.slice("file:".length).trim())
    : notice;
  const csv = directory === undefined ? undefined : read("REPORT_DIRECTORY", directory);
  const { BOUNCE_DIR: bounces } = settings;
  if (bounces !== undefined && !existsSync(bounces)) problems.push(`BOUNCE_DIR: there is no folder ${bounces}`);
  if (problems.length > 0) return { ok: false, problems };
  const offices = csv === undefined ? undefined : readReportDirectory(csv);
  if (offices?.ok === false)
    return { ok: false, problems: offices.problems.map((problem) => `REPORT_DIRECTORY ${directory}, ${problem}`) };
  return {
    ok: true,
    texts: {
      ...(fromFile?.trim() ? { privacyActNotice: fromFile.trim() } : {}),
      ...(offices ? { reportOffices: offices.offices } : {}),
    },
  };
}
