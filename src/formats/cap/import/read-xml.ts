/**
 * XML of strangers as a small tree. Read by sax, a character at a time, so that what is refused is refused where it begins: it knows
 * the five entities of XML and no others, opens no address, and is given no document type at all. The same on Node and on Workers.
 */
import sax from "sax";
import { accepted, type Result, refused } from "../../../domain/refusal.ts";
import { hasForbiddenCharacters } from "../../xml.ts";

export interface XmlNode {
  readonly namespace: string;
  readonly name: string;
  /** The text directly inside, as it stands there. */
  text: string;
  readonly children: XmlNode[];
}

export interface XmlFile {
  readonly root: XmlNode;
  readonly comments: readonly string[];
}

/** A CAP message with its signature is seven deep. */
const deepest = 12;
const mostElements = 5_000;
const mostAttributes = 20;
/** Of one name, value or comment; longer texts come in several pieces. */
const longest = 4_096;
(sax as unknown as { MAX_BUFFER_LENGTH: number }).MAX_BUFFER_LENGTH = longest;

class Refused extends Error {}

/** Prefix to namespace, as an element's own declarations and those around it say; the default has the empty prefix. */
type Namespaces = Readonly<Record<string, string>>;

const xmlPrefix: Namespaces = { "": "", xml: "http://www.w3.org/XML/1998/namespace" };

/** The tree, or why it is not read. Takes time in proportion to what it reads, and stops at the first fault. */
export function readXml(text: string): Result<XmlFile, string> {
  if (hasForbiddenCharacters(text)) return refused("it holds a character that XML forbids");
  // sax tells of attributes as they come only where it does not look at namespaces itself.
  const parser = sax.parser(true, { strictEntities: true } as sax.SAXOptions);
  const comments: string[] = [];
  const open: { readonly node: XmlNode; readonly namespaces: Namespaces }[] = [];
  let root: XmlNode | undefined;
  let elements = 0;
  let attributes = new Map<string, string>();
  const no = (reason: string): never => {
    throw new Refused(`${reason} (line ${parser.line + 1})`);
  };
  parser.onerror = (error) => {
    const [reason = ""] = error.message.split("\n");
    no(reason.startsWith("Max buffer") ? "it has a name, value or comment that is far too long" : reason.slice(0, 200));
  };
  parser.onsgmldeclaration = () => no("it has a declaration that only a document type may hold");
  parser.ondoctype = () => no("it has a document type (DOCTYPE): leave it out, CAP needs none");
  parser.onprocessinginstruction = ({ name, body }) => {
    if (name !== "xml") no("it has a processing instruction: leave it out");
    if (/encoding\s*=\s*["'](?!utf-8["'])/i.test(body)) no("it says that it is not UTF-8");
  };
  parser.oncomment = (comment) => comments.push(comment);
  parser.onopentagstart = () => {
    attributes = new Map();
    if (root && open.length === 0) no("it has more than one root element");
    if (open.length >= deepest) no(`it is nested more than ${deepest} deep`);
    if (++elements > mostElements) no(`it has more than ${mostElements} elements`);
  };
  parser.onattribute = ({ name, value }) => {
    if (attributes.has(name)) no("an element has one attribute twice");
    attributes.set(name, value);
    if (attributes.size > mostAttributes) no(`an element has more than ${mostAttributes} attributes`);
  };
  parser.onopentag = ({ name }) => {
    const outer = open.at(-1);
    const namespaces = withDeclared(outer?.namespaces ?? xmlPrefix, attributes);
    const [local = "", prefix = ""] = name.split(":").toReversed();
    const namespace = Object.hasOwn(namespaces, prefix) ? namespaces[prefix] : undefined;
    if (namespace === undefined) return no(`the prefix of ${name.slice(0, 60)} is declared nowhere`);
    const node: XmlNode = { namespace, name: local, text: "", children: [] };
    outer?.node.children.push(node);
    root ??= node;
    open.push({ node, namespaces });
  };
  const add = (more: string) => {
    const inside = open.at(-1);
    if (inside) inside.node.text += more;
  };
  parser.ontext = add;
  parser.oncdata = add;
  parser.onclosetag = () => {
    open.pop();
  };
  try {
    // In pieces, since the limit on one name or value is asked between them.
    for (let from = 0; from < text.length; from += longest) parser.write(text.slice(from, from + longest));
    parser.close();
  } catch (error) {
    if (error instanceof Refused) return refused(error.message);
    throw error;
  }
  return root ? accepted({ root, comments }) : refused("it holds no element");
}

function withDeclared(outer: Namespaces, attributes: ReadonlyMap<string, string>): Namespaces {
  const declared = [...attributes].flatMap(([name, value]): [string, string][] => {
    if (name === "xmlns") return [["", value]];
    return name.startsWith("xmlns:") ? [[name.slice("xmlns:".length), value]] : [];
  });
  return declared.length === 0 ? outer : { ...outer, ...Object.fromEntries(declared) };
}
