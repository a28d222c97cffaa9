/**
 * What CAP 1.2 demands and its schema does not check, and what no public file of ours may carry. Runs before a publication is
 * accepted, so that a message that readers would refuse is never sent. A retraction never waits for it.
 */
import type { Problem } from "../../domain/refusal.ts";
import { headlineLimit } from "../../domain/text.ts";
import { wordsFor } from "../words.ts";
import { hasForbiddenCharacters } from "../xml.ts";
import { areaProblems } from "./check-area.ts";
import type { CapInfo, CapMessage } from "./model.ts";

const eventLimit = 35;

export function checkCap(message: CapMessage): Problem[] {
  return [
    ...characterProblems(message, "$"),
    ...headProblems(message),
    ...referenceProblems(message),
    ...message.info.flatMap((info, index) => infoProblems(info, message, `$.info[${index}]`)),
    ...consistencyProblems(message.info),
    ...markProblems(message),
  ];
}

/** Every string of the message, whatever element it belongs to. */
function characterProblems(value: unknown, path: string): Problem[] {
  if (typeof value === "string") {
    return hasForbiddenCharacters(value) ? [{ path, reason: "holds a character that XML forbids: delete it" }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((member, index) => characterProblems(member, `${path}[${index}]`));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, member]) => characterProblems(member, `${path}.${name}`));
}

/** CAP 1.2 §3.2.1: identifier and sender hold no white space, comma, `<` or `&`. */
const named = /^[^\s,<&]+$/;

function headProblems({ identifier, sender, sent, scope, restriction, code }: CapMessage): Problem[] {
  const problems: Problem[] = [];
  for (const [path, value] of [
    ["$.identifier", identifier],
    ["$.sender", sender],
  ] as const) {
    if (!named.test(value)) {
      problems.push({ path, reason: "must not be empty or hold white space, a comma, “<” or “&”", example: "ntas-r1" });
    }
  }
  problems.push(...timeProblems(sent, "$.sent"));
  if (scope !== "Public") problems.push({ path: "$.scope", reason: "only public messages are published here" });
  if (restriction !== undefined && scope !== "Restricted") {
    problems.push({ path: "$.restriction", reason: "belongs only into a message whose scope is Restricted" });
  }
  for (const [index, value] of code.entries()) {
    const path = `$.code[${index}]`;
    if (/[\s,;]/.test(value)) problems.push({ path, reason: "is a list: repeat the element instead" });
    if (/^IPAWS/i.test(value)) problems.push({ path, reason: "public files carry no IPAWS code" });
  }
  return problems;
}

/** CAP 1.2 §3.3.2: whole seconds with a numeric offset, never `Z`; UTC is `-00:00`. */
function timeProblems(value: string, path: string): Problem[] {
  const form = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d[-+]\d\d:\d\d$/;
  if (form.test(value) && !value.endsWith("+00:00") && !Number.isNaN(Date.parse(value))) return [];
  const example = "2026-12-01T17:00:00-05:00";
  return [{ path, reason: "must be a time with whole seconds and a numeric offset (UTC is -00:00)", example }];
}

function referenceProblems({ msgType, references, identifier, sender, sent }: CapMessage): Problem[] {
  const path = "$.references";
  if (references === undefined) {
    return msgType === "Alert" ? [] : [{ path, reason: `an ${msgType} must reference what it follows` }];
  }
  if (msgType === "Alert") return [{ path, reason: "an Alert is new: what follows on a message is an Update" }];
  return references.split(" ").flatMap((triple) => {
    const parts = triple.split(",");
    const [otherSender = "", otherIdentifier = "", otherSent = ""] = parts;
    if (parts.length !== 3 || !named.test(otherSender) || !named.test(otherIdentifier)) {
      return [{ path, reason: "must be “sender,identifier,sent” triples, separated by single spaces" }];
    }
    const problems = timeProblems(otherSent, path);
    if (otherSender === sender && otherIdentifier === identifier)
      problems.push({ path, reason: "references itself: a message once sent is never sent anew" });
    if (Date.parse(otherSent) > Date.parse(sent))
      problems.push({ path, reason: `references ${otherIdentifier}, which was sent later than this one` });
    return problems;
  });
}

/** Names that only alerting equipment reads; one such box does not care from which server a message comes. */
const equipmentParameter = /^(EAS|CMAM|WEA|BLOCKCHANNEL|IPAWS)/i;
const tag = /<\/?[a-z!][^>]*>/i;
const entity = /&(#\d+|#x[\da-f]+|amp|lt|gt|quot|apos|nbsp|[mn]dash|[lr][sd]quo|hellip|copy|reg|[aeiou]acute|ntilde);/i;

function infoProblems(info: CapInfo, { sent }: CapMessage, path: string): Problem[] {
  const problems: Problem[] = [...timeProblems(info.expires, `${path}.expires`)];
  if (Date.parse(info.expires) <= Date.parse(sent))
    problems.push({ path: `${path}.expires`, reason: "must be later than sent" });
  if (info.language === "") problems.push({ path: `${path}.language`, reason: "is missing" });
  const { event, headline, description, instruction, contact } = info;
  for (const [name, value] of Object.entries({ event, headline, description, instruction, contact })) {
    if (value === undefined) continue;
    const at = `${path}.${name}`;
    if (value.trim() === "") problems.push({ path: at, reason: "is empty" });
    if (tag.test(value)) problems.push({ path: at, reason: "holds what looks like an HTML tag: write plain text" });
    if (entity.test(value))
      problems.push({ path: at, reason: "holds an HTML entity: write the character itself", example: "&" });
  }
  if ([...headline].length > headlineLimit)
    problems.push({ path: `${path}.headline`, reason: `has more than ${headlineLimit} characters` });
  if ([...event].length > eventLimit)
    problems.push({ path: `${path}.event`, reason: `has more than ${eventLimit} characters` });
  problems.push(...codeProblems(info, path));
  if (info.area.length !== 1) problems.push({ path: `${path}.area`, reason: "must be one area with all its places" });
  problems.push(...info.area.flatMap((area, index) => areaProblems(area, `${path}.area[${index}]`)));
  return problems;
}

function codeProblems({ category, responseType, eventCode, parameter }: CapInfo, path: string): Problem[] {
  const problems: Problem[] = [];
  for (const [name, values] of Object.entries({ category, responseType })) {
    if (values.length === 0) problems.push({ path: `${path}.${name}`, reason: "is missing" });
    if (values.some((value) => /[\s,;]/.test(value)))
      problems.push({ path: `${path}.${name}`, reason: "is a list: repeat the element instead" });
  }
  for (const [index, { valueName, value }] of eventCode.entries()) {
    if (valueName !== "NTAS" || !["BUL", "ELE", "IMM"].includes(value)) {
      const reason = "public files carry no event code but NTAS (BUL, ELE, IMM): a SAME code can start a broadcast";
      problems.push({ path: `${path}.eventCode[${index}]`, reason });
    }
  }
  for (const [index, { valueName, value }] of parameter.entries()) {
    const at = `${path}.parameter[${index}]`;
    if (equipmentParameter.test(valueName))
      problems.push({ path: at, reason: `public files carry no ${valueName}: alerting equipment would act on it` });
    if (valueName === "NTAS:sector" && /[\s,;]/.test(value))
      problems.push({ path: at, reason: "is a list: repeat the element instead" });
  }
  return problems;
}

/** One warning in several languages: whatever machines compare is the same in all. */
function consistencyProblems(infos: readonly CapInfo[]): Problem[] {
  const [first] = infos;
  if (!first) return [{ path: "$.info", reason: "is missing: a message says what happened in at least one language" }];
  const problems: Problem[] = [];
  if (!first.language.startsWith("en")) problems.push({ path: "$.info[0].language", reason: "English comes first" });
  if (new Set(infos.map((info) => info.language)).size < infos.length)
    problems.push({ path: "$.info", reason: "holds one language twice" });
  for (const name of [
    "category",
    "eventCode",
    "responseType",
    "urgency",
    "severity",
    "certainty",
    "expires",
  ] as const) {
    if (infos.some((info) => JSON.stringify(info[name]) !== JSON.stringify(first[name])))
      problems.push({ path: "$.info", reason: `${name} must be the same in every language` });
  }
  return problems;
}

/** Words must show that an exercise or a test is none of the real ones. */
function markProblems({ status, note, info: infos }: CapMessage): Problem[] {
  if (status === "Actual") return [];
  const problems: Problem[] = [];
  if (!note) problems.push({ path: "$.note", reason: `names the ${status.toLowerCase()}, and is missing` });
  for (const [index, { language, event, headline, description, instruction }] of infos.entries()) {
    const word = wordsFor(language).page.statuses[status === "Exercise" ? "exercise" : "test"];
    for (const [name, value] of Object.entries({ event, headline, description, instruction })) {
      if (value !== undefined && !value.startsWith(word))
        problems.push({ path: `$.info[${index}].${name}`, reason: `must begin with ${word}` });
    }
  }
  return problems;
}
