/**
 * Rules for words that people write. What is refused, and why, is said in the reason; nothing is silently changed but line ends
 * (CRLF, CR → LF) and Unicode form (NFC). Body texts are a small Markdown subset: paragraphs, lists, emphasis, links to https.
 */
export const headlineLimit = 160;
export const bodyLimit = 20_000;

export interface TextFault {
  readonly reason: string;
  readonly example?: string;
}

/** LF line ends, NFC, no white space at either end. */
export function normalizeText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC").trim();
}

/** XML 1.0 §2.2 forbids these; terminals and mail readers mishandle them. Tab and line feed are allowed in bodies. */
const forbiddenControl = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;
const lineBreaking = /[\n\r\u0085\u2028\u2029]/;
/** Bidirectional overrides and isolates can make a text read differently from what it is; languages written from right to left need none of them. */
const directionOverride = /[\u202a-\u202e\u2066-\u2069]/;
const invisible = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/u;

/**
 * Control markings of restricted information (32 CFR 2002 CUI, TLP 2.0, portion marks): public information only belongs here.
 * Portion marks such as "(U)" or "(S//NF)" count at the start of a paragraph.
 */
const controlMarkings: readonly [RegExp, string][] = [
  [/\bTLP(?:[ \t]*[:：-])?[ \t]*(AMBER(\+STRICT)?|RED|GREEN)\b/i, "a TLP marking"],
  [/\bCUI(\/\/[A-Z-]+)*\b/, "CUI"],
  [/\bcontrolled unclassified information\b/i, "CUI"],
  [/\bFOUO\b|\bfor official use only\b/i, "FOUO"],
  [/(?<![\p{L}\p{N}])LES(?![\p{L}\p{N}])/u, "LES"],
  [/\blaw enforcement sensitive\b/i, "LES"],
  [/\bU\/\/SBU\b/, "SBU"],
  [/\bsensitive security information\b/i, "SSI"],
  [/\b(NOFORN|ORCON|PROPIN)\b/, "a dissemination control"],
  [/^[ \t>#*_-]*(TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)[ \t*_]*(\/\/|$)/m, "a classification line"],
  [/^[ \t>#*_-]*(\d+[.)][ \t]+)?[*_]{0,3}\((U|S|C|TS|CUI)(\/\/[A-Z/ -]+)?\)(?! ?(19|20)\d\d)/m, "a portion mark"],
];

function characterFaults(text: string): TextFault[] {
  const faults: TextFault[] = [];
  if (!text.isWellFormed())
    faults.push({ reason: "contains half of a surrogate pair: the text was cut in the middle of a character" });
  const control = forbiddenControl.exec(text);
  if (control) {
    const code = control[0].codePointAt(0)?.toString(16).padStart(4, "0").toUpperCase();
    faults.push({ reason: `contains the control character U+${code}, which XML and mail do not carry: delete it` });
  }
  if (directionOverride.test(text)) {
    faults.push({
      reason:
        "contains a right-to-left or left-to-right override, which can make the text read as something else: delete it",
    });
  }
  if (invisible.test(text))
    faults.push({ reason: "contains an invisible character (zero width or soft hyphen): delete it" });
  return faults;
}

/** As it would be read: without formatting, joiners and full-width letters, also with its lines run together. */
function readings(text: string): string[] {
  const plain = text.normalize("NFKC").replace(/\u200c|\u200d|[*_~`\\]/g, "");
  return [text, plain, plain.replace(/\s+/g, " ")];
}

export function controlMarkingFault(text: string): TextFault | null {
  const asRead = readings(text);
  for (const [pattern, name] of controlMarkings) {
    const found = asRead.map((reading) => pattern.exec(reading)).find((match) => match !== null);
    if (found) {
      return {
        reason: `carries ${name} (“${found[0].trim()}”): only public information may be published here; remove the restricted text, not only its mark`,
      };
    }
  }
  return null;
}

/** Destinations of Markdown links, images and bare schemes that a reader could follow. */
function linkFaults(text: string): TextFault[] {
  const faults: TextFault[] = [];
  const destinations = [...text.matchAll(/\]\(\s*<?([^)\s>]*)/g)].map((match) => match[1] ?? "");
  const definitions = [...text.matchAll(/^ {0,3}\[[^\]]{1,200}\]:\s*<?(\S+)/gm)].map((match) => match[1] ?? "");
  for (const destination of [...destinations, ...definitions]) {
    const fault = linkFault(destination);
    if (fault) faults.push(fault);
  }
  if (/\b(javascript|vbscript)\s*:|\bdata\s*:\s*[a-z]+\/|\bfile\s*:\s*\//i.test(text)) {
    faults.push({
      reason: "contains a script, data or file address: only https links are allowed",
      example: "[What to do](https://www.example.gov/what-to-do)",
    });
  }
  return faults;
}

/** Only https, tel and mailto may be linked. */
export function linkFault(address: string): TextFault | null {
  const example = "https://www.example.gov/what-to-do";
  if (address.length > 2_000) return { reason: "is an address of more than 2,000 characters", example };
  if (/^(tel|mailto):[^\s<>"]+$/i.test(address)) return null;
  if (!/^https:\/\/[^\s<>"'\\]+$/i.test(address) || !URL.canParse(address)) {
    return { reason: `“${address.slice(0, 60)}” is not an https address`, example };
  }
  return new URL(address).username === ""
    ? null
    : { reason: "has a user name before the host, which hides where it leads", example };
}

/** More marks than words, or nesting that only a machine writes: it would be slow to render and means nothing. */
function markupFaults(text: string): TextFault[] {
  const marks = text.match(/[*_~`[\]<>#\\]/g)?.length ?? 0;
  if (marks > 500 && marks * 4 > text.length)
    return [{ reason: "has more formatting marks than words: write it plainly" }];
  if (/^([ \t]*>){6,}/m.test(text) || /[*_[(]{12,}/.test(text))
    return [{ reason: "nests its formatting too deeply: write it plainly" }];
  return [];
}

/** A line: headline, heading, title. `text` is normalized. */
export function lineFaults(text: string, limit: number): TextFault[] {
  const faults = characterFaults(text);
  if (text.length === 0) faults.push({ reason: "is empty" });
  const length = [...text].length;
  if (length > limit) faults.push({ reason: `has ${length} characters; at most ${limit} are allowed` });
  if (lineBreaking.test(text) || text.includes("\t"))
    faults.push({ reason: "must be one line without tabs or line breaks" });
  // A text far too long is not looked through as well.
  const marking = text.length > bodyLimit ? null : controlMarkingFault(text);
  return marking ? [...faults, marking] : faults;
}

/** A body: several paragraphs of the Markdown subset. `text` is normalized. */
export function bodyFaults(text: string, limit = bodyLimit): TextFault[] {
  const faults = characterFaults(text);
  if (text.length === 0) faults.push({ reason: "is empty" });
  if (/[\u2028\u2029]/.test(text))
    faults.push({ reason: "contains a Unicode line separator: use an ordinary line break" });
  if (text.length > limit)
    return [...faults, { reason: `has ${text.length} characters; at most ${limit} are allowed` }];
  const marking = controlMarkingFault(text);
  return [...faults, ...linkFaults(text), ...markupFaults(text), ...(marking ? [marking] : [])];
}
