/**
 * A CAP 1.2 Alert of another system as the content of a draft: the mapping of message.ts, reversed. It decides nothing: what comes of
 * it has the shape that authors send, is checked as theirs is, and waits for approval. What a draft has no place for is named.
 */

import { areasName } from "../../../../templates/messages/advisory-words.ts";
import { interfaceLanguage } from "../../../../templates/messages/index.ts";
import { type Kind, kinds, responseTypes, type Scope } from "../../../domain/advisory.ts";
import { isArea, stateOf } from "../../../domain/areas.ts";
import { normalScope } from "../../../domain/content.ts";
import type { Problem } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/refusal.ts";
import { controlMarkingFault } from "../../../domain/text.ts";
import { namedAreas, wordsFor } from "../../words.ts";
import { eventCodes, standingCodes } from "../codes.ts";
import { capNamespace } from "../render.ts";
import { areasIn } from "./read-areas.ts";
import { readDescription, readInstruction } from "./read-texts.ts";
import type { XmlFile, XmlNode } from "./read-xml.ts";

export interface ImportedCap {
  /** As `POST /api/v1/advisories` takes it; not checked yet. */
  readonly content: Record<string, unknown>;
  /** Elements of the message that no draft holds. */
  readonly notTaken: readonly string[];
  /** The language of each info, in their order: where a wrong field of the content stood in the message. */
  readonly languages: readonly string[];
}

const signatureNamespace = "http://www.w3.org/2000/09/xmldsig#";
const statusNames: Readonly<Record<string, string>> = { Actual: "actual", Exercise: "exercise", Test: "test" };

/** Elements of CAP 1.2, and whether a draft has a place for them. */
const headNames = {
  taken: ["status", "msgType", "scope", "info"],
  others: ["identifier", "sender", "sent", "source", "code", "note", "references", "incidents"],
};
const infoNames = {
  taken:
    "language category event responseType urgency severity certainty expires headline description instruction contact area".split(
      " ",
    ),
  others: "audience effective onset senderName web".split(" "),
};

class Reader {
  readonly problems: Problem[] = [];
  readonly notTaken = new Set<string>();

  wrong(path: string, reason: string, example?: string): void {
    this.problems.push({ path, reason, ...(example === undefined ? {} : { example }) });
  }
}

/** The draft's content, or every field of the message that is wrong, by its place in CAP. */
export function readCapMessage({ root, comments }: XmlFile): Result<ImportedCap, Problem[]> {
  const reader = new Reader();
  if (root.name !== "alert" || root.namespace !== capNamespace)
    return refused([
      {
        path: "alert",
        reason: `the root element must be alert of ${capNamespace} (CAP 1.2)`,
        example: `<alert xmlns="${capNamespace}">`,
      },
    ]);
  markings(root, "alert", reader);
  for (const comment of comments) {
    const marking = controlMarkingFault(comment);
    if (marking) reader.wrong("comment", marking.reason);
  }
  const content = readAlert(root, reader);
  if (reader.problems.length > 0 || content === null) return refused(reader.problems);
  return accepted({ ...content, notTaken: [...reader.notTaken].sort() });
}

/** Every text of the message, also of what is not taken: a restricted one belongs here in no form. */
function markings(node: XmlNode, path: string, reader: Reader): void {
  const marking = node.text.length > 100_000 ? null : controlMarkingFault(node.text);
  if (marking) reader.wrong(path, marking.reason);
  const seen = new Map<string, number>();
  for (const child of node.children) {
    const index = seen.get(child.name) ?? 0;
    seen.set(child.name, index + 1);
    markings(child, child.name === "info" ? `${path}.info[${index}]` : `${path}.${child.name}`, reader);
  }
}

function own(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.namespace === capNamespace && child.name === name);
}

function texts(node: XmlNode, name: string): string[] {
  return own(node, name).map(({ text }) => text.trim());
}

/** The one text of an element that may stand once. */
function only(node: XmlNode, name: string, path: string, reader: Reader): string | undefined {
  const [first, ...more] = texts(node, name);
  if (more.length > 0) reader.wrong(`${path}.${name}`, "stands there more than once");
  return first === "" ? undefined : first;
}

function pairs(node: XmlNode, name: string): { valueName: string; value: string }[] {
  return own(node, name).map((one) => ({
    valueName: texts(one, "valueName")[0] ?? "",
    value: texts(one, "value")[0] ?? "",
  }));
}

function known(
  node: XmlNode,
  names: { taken: readonly string[]; others: readonly string[] },
  path: string,
  reader: Reader,
): void {
  for (const { namespace, name } of node.children) {
    if (namespace === signatureNamespace) reader.notTaken.add("Signature");
    else if (namespace !== capNamespace) reader.notTaken.add(name);
    else if (names.others.includes(name)) reader.notTaken.add(name);
    else if (!names.taken.includes(name)) reader.wrong(`${path}.${name}`, "is no element of CAP 1.2 at this place");
  }
}

function readAlert(root: XmlNode, reader: Reader): Omit<ImportedCap, "notTaken"> | null {
  for (const name of ["restriction", "addresses"])
    if (own(root, name).length > 0)
      reader.wrong(`alert.${name}`, "is for restricted messages: only public ones belong here");
  known(root, { ...headNames, others: [...headNames.others, "restriction", "addresses"] }, "alert", reader);
  const status = statusNames[only(root, "status", "alert", reader) ?? ""];
  if (status === undefined) reader.wrong("alert.status", "must be one of: Actual, Exercise, Test", "Actual");
  const msgType = only(root, "msgType", "alert", reader);
  if (msgType !== "Alert")
    reader.wrong(
      "alert.msgType",
      `${msgType ?? "it"} is about another message: only an Alert makes a draft; change or take back what is published here by its own address`,
      "Alert",
    );
  if (only(root, "scope", "alert", reader) !== "Public")
    reader.wrong("alert.scope", "only public messages belong here", "Public");
  const infos = own(root, "info");
  const [first] = infos;
  if (!first) {
    reader.wrong("alert.info", "is missing: a message says what happened in at least one language");
    return null;
  }
  const languages = infos.map((info, index) => languageOf(only(info, "language", `alert.info[${index}]`, reader)));
  for (const [index, language] of languages.entries())
    if (languages.indexOf(language) < index)
      reader.wrong(`alert.info[${index}].language`, `${language} stands there twice: one advisory is one event`);
  for (const [index, info] of infos.entries()) checkInfo(info, first, `alert.info[${index}]`, reader);
  const kind = readKind(first, reader);
  if (kind === null || status === undefined) return null;
  const scope = readScope(first, reader);
  const read = infos.map((info, index) =>
    readInfo(info, { language: languages[index] ?? "en", status, scope, path: `alert.info[${index}]` }, reader),
  );
  const contact = only(first, "contact", "alert.info[0]", reader);
  const codes = readCodes(first, kind, status, reader);
  const resources = [...(read[0]?.resources ?? []), ...resourcesOf(first)];
  return {
    languages,
    content: {
      kind,
      status,
      scope,
      sectors: pairs(first, "parameter")
        .filter(({ valueName }) => valueName === "NTAS:sector")
        .map(({ value }) => value),
      sunsetAt: only(first, "expires", "alert.info[0]", reader),
      languages: Object.fromEntries(read.map(({ text }, index) => [languages[index] ?? "en", text])),
      ...(resources.length === 0 ? {} : { resources }),
      ...(contact === undefined ? {} : { partnerContact: contact }),
      ...(Object.keys(codes).length === 0 ? {} : { codes }),
    },
  };
}

/** "en-US" is English; what is not told is English by CAP 1.2 §3.2.2. */
function languageOf(tag = "en-US"): string {
  return interfaceLanguage(tag) ?? tag;
}

const sameInAll = ["category", "responseType", "urgency", "severity", "certainty", "expires"] as const;

function checkInfo(info: XmlNode, first: XmlNode, path: string, reader: Reader): void {
  known(info, { ...infoNames, others: [...infoNames.others, "eventCode", "parameter", "resource"] }, path, reader);
  const ours = /^(NTAS(:\w+)?|timezone)$/;
  for (const name of ["eventCode", "parameter"])
    for (const { valueName } of pairs(info, name))
      if (!ours.test(valueName)) reader.notTaken.add(`${name} ${valueName}`.slice(0, 60));
  for (const name of ["polygon", "circle", "altitude", "ceiling"])
    if (own(info, "area").some((area) => own(area, name).length > 0)) reader.notTaken.add(name);
  if (!texts(info, "category").includes("Security"))
    reader.wrong(`${path}.category`, "is not Security: only terrorism advisories belong here", "Security");
  for (const name of sameInAll)
    if (texts(info, name).join() !== texts(first, name).join())
      reader.wrong(`${path}.${name}`, "must be the same in every language");
  if (JSON.stringify(placesOf(info)) !== JSON.stringify(placesOf(first)))
    reader.wrong(`${path}.area`, "must name the same places in every language");
}

function placesOf(info: XmlNode): string[] {
  const codes = own(info, "area").flatMap((area) => pairs(area, "geocode"));
  return codes
    .filter(({ valueName }) => valueName === "SAME" || valueName === "FIPS6")
    .map(({ value }) => value)
    .sort();
}

/** By our own code where there is one; else by the row of the table that its urgency and severity are. */
function readKind(info: XmlNode, reader: Reader): Kind | null {
  const byCode = pairs(info, "eventCode").flatMap(({ valueName, value }) =>
    valueName === "NTAS" ? kinds.filter((kind) => eventCodes[kind] === value) : [],
  );
  const byName = pairs(info, "parameter").flatMap(({ valueName, value }) =>
    valueName === "NTAS:kind" ? kinds.filter((kind) => kind === value) : [],
  );
  const told = new Set([...byCode, ...byName]);
  if (told.size > 1)
    reader.wrong("alert.info[0].eventCode", `says another kind than NTAS:kind: ${[...told].join(", ")}`);
  const [kind] = told;
  if (kind) return kind;
  const [urgency = ""] = texts(info, "urgency");
  const [severity = ""] = texts(info, "severity");
  const row = kinds.find((one) => {
    const codes = standingCodes({ kind: one, status: "actual" });
    return codes.urgency === urgency && codes.severity === severity;
  });
  if (row) return row;
  reader.wrong(
    "alert.info[0].eventCode",
    `does not say which advisory it is: give the code NTAS (BUL, ELE or IMM), or an urgency and severity that say so; ${urgency || "none"} / ${severity || "none"} do not`,
    "<eventCode><valueName>NTAS</valueName><value>ELE</value></eventCode>",
  );
  return null;
}

function readCodes(info: XmlNode, kind: Kind, status: string, reader: Reader): Record<string, unknown> {
  const usual = standingCodes({ kind, status: "actual" });
  const responses = texts(info, "responseType");
  const isUsual = responses.length === 0 || [...responses].sort().join() === [...usual.responseType].sort().join();
  const response = responseTypes.find((one) => one === responses[0]);
  if (!isUsual && (responses.length !== 1 || response === undefined))
    reader.wrong(
      "alert.info[0].responseType",
      `must be one of: ${responseTypes.join(", ")}; or ${usual.responseType.join(" and ")} for ${kind}`,
    );
  const [certainty = ""] = texts(info, "certainty");
  const isReal = certainty !== "Unknown";
  const stronger = { Likely: "likely", Observed: "observed" }[certainty];
  return {
    ...(isUsual || response === undefined ? {} : { responseType: response }),
    ...(stronger === undefined || certainty === usual.certainty ? {} : { certainty: stronger }),
    ...(status === "exercise" && isReal ? { liveLikeCodes: true } : {}),
  };
}

function readScope(info: XmlNode, reader: Reader): Scope {
  const codes = placesOf(info);
  const { areas, unknown } = areasIn(codes);
  const path = "alert.info[0].area";
  if (unknown.length > 0)
    reader.wrong(path, `these codes name no state or county: ${unknown.slice(0, 20).join(", ")}`, "036061");
  else if (codes.length === 0)
    reader.wrong(
      path,
      "has no geocode SAME or FIPS6: a polygon alone names no state or county",
      "<geocode><valueName>SAME</valueName><value>036061</value></geocode>",
    );
  if (codes.includes("000000")) return { nationwide: true };
  return normalScope({ areas: areas.filter(isArea) }, stateOf);
}

interface InfoContext {
  readonly language: string;
  readonly status: string;
  readonly scope: Scope;
  readonly path: string;
}

function readInfo(info: XmlNode, { language, status, scope, path }: InfoContext, reader: Reader) {
  const words = wordsFor(language);
  const mark = status === "exercise" || status === "test" ? words.page.statuses[status] : undefined;
  const unmarked = (text: string | undefined) => {
    if (text === undefined || mark === undefined) return text;
    const sentence = words.mail.exercise(mark);
    if (text.startsWith(sentence)) return text.slice(sentence.length).trim();
    return text.startsWith(`${mark}: `) ? text.slice(mark.length + 2) : text;
  };
  const description = unmarked(only(info, "description", path, reader));
  const instruction = unmarked(only(info, "instruction", path, reader));
  const headline = unmarked(only(info, "headline", path, reader));
  const { summary, sections, context, resources } = readDescription(description ?? "", words);
  const place = texts(own(info, "area")[0] ?? info, "areaDesc")[0];
  const isOwnName = place === words.nationwide || place === areasName({ scope }, words.page, namedAreas);
  const text = {
    ...(headline === undefined ? {} : { headline }),
    ...(description === undefined ? {} : { summary }),
    sections,
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...readInstruction(instruction ?? "", words),
    ...(place === undefined || isOwnName ? {} : { placeText: place }),
  };
  return { text, resources };
}

function resourcesOf(info: XmlNode): { title: string; url: string }[] {
  return own(info, "resource").flatMap((one) => {
    const [title] = texts(one, "resourceDesc");
    const [url] = texts(one, "uri");
    return title === undefined || url === undefined ? [] : [{ title, url }];
  });
}
