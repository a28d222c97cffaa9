/**
 * Every XML this service writes, but RSS, is built here: a tree of plain values, written out with all texts escaped. Characters that
 * XML 1.0 §2.2 forbids are refused by a throw: texts are checked where they enter, so one here is a defect.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Either one text or elements: none of our formats mixes them. */
  readonly children: string | readonly XmlElement[];
}

type Child = XmlElement | undefined | readonly (XmlElement | undefined)[];

/** An element with a text, or with elements: those that are `undefined` are left out, lists are laid flat. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: [string] | Child[]
): XmlElement {
  const [only] = children;
  if (typeof only === "string") return { name, attributes, children: only };
  const present = (children as Child[]).flat().filter((child): child is XmlElement => child !== undefined);
  return { name, attributes, children: present };
}

/** `<name>text</name>`, or nothing where there is no text. */
export function textElement(name: string, text: string | undefined): XmlElement | undefined {
  return text === undefined ? undefined : element(name, {}, text);
}

/** What XML 1.0 §2.2 does not allow. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const everyForbidden = new RegExp(forbidden, "gu");

export function hasForbiddenCharacters(text: string): boolean {
  return forbidden.test(text);
}

/** For feeds, which must stay readable whatever one old text holds: forbidden characters become U+FFFD. */
export function withoutForbiddenCharacters(text: string): string {
  return text.replace(everyForbidden, "\ufffd");
}

/**
 * A reader would turn a carriage return, and in attributes tabs and line feeds, into something else: written as references. So would
 * readers by XML 1.1's rules the two line ends that follow here, and a signature would no longer hold.
 */
const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;",
  "\u0085": "&#133;",
  "\u2028": "&#8232;",
};

function escaped(text: string, special: RegExp): string {
  if (hasForbiddenCharacters(text)) throw new Error("a text holds a character that XML forbids");
  return text.replace(special, (character) => escapes[character] ?? character);
}

function written({ name, attributes, children }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(value, /[&<>"\r\n\t\u0085\u2028]/g)}"`,
  );
  const open = `${indent}<${name}${pairs.join("")}`;
  if (children.length === 0) return `${open}/>`;
  if (typeof children === "string") return `${open}>${escaped(children, /[&<>\r\u0085\u2028]/g)}</${name}>`;
  const inner = children.map((child) => written(child, `${indent}  `)).join("\n");
  return `${open}>\n${inner}\n${indent}</${name}>`;
}

/** The document with its declaration and a line feed at its end; UTF-8 once encoded. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, "")}\n`;
}
