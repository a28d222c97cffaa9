/**
 * Where to report suspicious activity, by state: the operator's own CSV (RFC 4180, UTF-8), checked line by line. Nothing is built in:
 * a wrong number costs more than none.
 */
import { isState } from "./areas.ts";

/** One row: an office that takes reports, in the operator's words. */
export interface ReportOffice {
  /** USPS code. */
  readonly state: string;
  readonly name: string;
  readonly phones: readonly string[];
  readonly email?: string;
  readonly url?: string;
  readonly note?: string;
}

export type ReadReportDirectory =
  | { readonly ok: true; readonly offices: readonly ReportOffice[] }
  | { readonly ok: false; readonly problems: readonly string[] };

const columns = ["state", "name", "phone", "email", "url", "note"] as const;
type Column = (typeof columns)[number];
type Row = Partial<Record<Column, string>>;

const phone = /^\+?[0-9][0-9 ().-]{1,30}[0-9]( (?:x|ext\.?) ?[0-9]{1,8})?$/;
const phoneShort = /^[0-9]-?[0-9]-?[0-9]$/;
const email = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

/** Header `state,name,phone,email,url,note` in any order; `phone` may hold several with `;` between. Each problem names its line. */
export function readReportDirectory(csv: string): ReadReportDirectory {
  const [header, ...records] = recordsOf(csv.replace(/^\ufeff/, ""));
  const names = (header?.fields ?? []).map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !columns.some((column) => column === name));
  if (!names.includes("state") || !names.includes("name") || unknown.length > 0)
    return { ok: false, problems: [`line 1: must name the columns ${columns.join(",")} (state and name at least)`] };
  const problems: string[] = [];
  const offices: ReportOffice[] = [];
  for (const { line, fields } of records) {
    if (fields === null) {
      problems.push(
        `line ${line}: cannot be read: a field with a quote in it must be in quotes, and each quote doubled`,
      );
      continue;
    }
    if (fields.every((field) => field.trim() === "")) continue;
    if (fields.length !== names.length) {
      problems.push(
        `line ${line}: has ${fields.length} fields, not ${names.length}; a field with a comma needs quotes`,
      );
      continue;
    }
    const row: Row = Object.fromEntries(names.map((name, index) => [name, (fields[index] ?? "").trim()]));
    const wrong = problemsOf(row);
    problems.push(...wrong.map((problem) => `line ${line}: ${problem}`));
    if (wrong.length === 0) offices.push(officeOf(row));
  }
  if (problems.length === 0 && offices.length === 0) problems.push("line 1: no office follows");
  return problems.length === 0 ? { ok: true, offices } : { ok: false, problems };
}

function phonesOf({ phone: given = "" }: Row): string[] {
  return given.split(";").flatMap((one) => one.trim() || []);
}

function problemsOf(row: Row): string[] {
  const { state = "", name = "" } = row;
  const wrongPhones = phonesOf(row).filter((one) => !phone.test(one) && !phoneShort.test(one));
  return [
    ...(isState(state) ? [] : [`state “${state}” is not a USPS code of a state or territory, such as NY`]),
    ...(name === "" ? ["name is missing"] : []),
    ...wrongPhones.map((one) => `phone “${one}” is no telephone number; part several with ;`),
    ...(row.email && !email.test(row.email) ? [`email “${row.email}” is no mail address`] : []),
    ...(row.url && !(row.url.startsWith("https://") && URL.canParse(row.url))
      ? [`url “${row.url}” must be an https:// address`]
      : []),
    ...(row.phone || row.email || row.url ? [] : ["needs a phone, an email or a url"]),
  ];
}

function officeOf(row: Row): ReportOffice {
  return {
    state: row.state ?? "",
    name: row.name ?? "",
    phones: phonesOf(row),
    ...(row.email ? { email: row.email } : {}),
    ...(row.url ? { url: row.url } : {}),
    ...(row.note ? { note: row.note } : {}),
  };
}

interface CsvRecord {
  /** On which it begins, from 1. */
  readonly line: number;
  /** `null`: a quote stands where none may. */
  readonly fields: readonly string[] | null;
}

/** RFC 4180: fields in quotes may hold commas, line ends and doubled quotes. */
function recordsOf(csv: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/gy;
  let line = 1;
  let fields: string[] = [];
  let begunOn = 1;
  while (field.lastIndex < csv.length || fields.length > 0) {
    const at = field.lastIndex;
    const match = field.exec(csv);
    if (!match) {
      const end = csv.indexOf("\n", at) + 1 || csv.length;
      records.push({ line: begunOn, fields: null });
      line += 1;
      [fields, begunOn, field.lastIndex] = [[], line, end];
      continue;
    }
    const [whole, quoted, plain = "", end] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split(/\r\n|\n|\r/).length - 1;
    if (end === ",") continue;
    records.push({ line: begunOn, fields });
    [fields, begunOn] = [[], line];
    if (end === "") break;
  }
  return records;
}
