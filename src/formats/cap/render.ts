/** A CAP message as XML. Not re-indented after this: what is signed and sent is these bytes. */
import { element, textElement, type XmlElement, xmlDocument } from "../xml.ts";
import type { CapArea, CapInfo, CapMessage, CapNamedValue } from "./model.ts";

export const capNamespace = "urn:oasis:names:tc:emergency:cap:1.2";

/** Throws where a text holds characters that XML forbids: `checkCap` comes first. */
export function renderCap(message: CapMessage): string {
  return xmlDocument(
    element(
      "alert",
      { xmlns: capNamespace },
      textElement("identifier", message.identifier),
      textElement("sender", message.sender),
      textElement("sent", message.sent),
      textElement("status", message.status),
      textElement("msgType", message.msgType),
      textElement("source", message.source),
      textElement("scope", message.scope),
      textElement("restriction", message.restriction),
      repeated("code", message.code),
      textElement("note", message.note),
      textElement("references", message.references),
      textElement("incidents", message.incidents),
      message.info.map(infoElement),
    ),
  );
}

function infoElement(info: CapInfo): XmlElement {
  return element(
    "info",
    {},
    textElement("language", info.language),
    repeated("category", info.category),
    textElement("event", info.event),
    repeated("responseType", info.responseType),
    textElement("urgency", info.urgency),
    textElement("severity", info.severity),
    textElement("certainty", info.certainty),
    named("eventCode", info.eventCode),
    textElement("expires", info.expires),
    textElement("senderName", info.senderName),
    textElement("headline", info.headline),
    textElement("description", info.description),
    textElement("instruction", info.instruction),
    textElement("web", info.web),
    textElement("contact", info.contact),
    named("parameter", info.parameter),
    info.area.map(areaElement),
  );
}

function areaElement(area: CapArea): XmlElement {
  return element(
    "area",
    {},
    textElement("areaDesc", area.areaDesc),
    repeated("polygon", area.polygon),
    named("geocode", area.geocode),
  );
}

function repeated(name: string, values: readonly string[]): XmlElement[] {
  return values.map((value) => element(name, {}, value));
}

function named(name: string, values: readonly CapNamedValue[]): XmlElement[] {
  return values.map(({ valueName, value }) =>
    element(name, {}, element("valueName", {}, valueName), element("value", {}, value)),
  );
}
