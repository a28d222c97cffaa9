/**
 * E-mail addresses: which ones are taken, and the one form in which each is stored. Narrower than RFC 5321 on purpose: quoted local
 * parts, comments and address literals are found in attacks far more often than in mailboxes.
 */
const longestAddress = 254;
const longestLocalPart = 64;

interface Parts {
  readonly local: string;
  readonly domain: string;
}

function partsOf(address: string): Parts | null {
  const at = address.lastIndexOf("@");
  return at < 0 ? null : { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** The domain in lower-case ASCII (punycode), or `null` where it is none. */
function asciiDomain(domain: string): string | null {
  if (/[\s/?#@:[\]\\%]/.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  return new URL(`http://${domain}`).hostname;
}

function domainFault(domain: string): string | null {
  if (domain.startsWith("[") || /^[\d.]+$/.test(domain)) return "names a computer by number: give the domain's name";
  const ascii = asciiDomain(domain);
  if (ascii === null) return "has a domain that cannot exist";
  if (/^[\d.]+$/.test(ascii)) return "names a computer by number: give the domain's name";
  if (!ascii.includes(".")) return "has a domain without a dot";
  const labels = ascii.split(".");
  if (!labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)))
    return "has a domain that cannot exist";
  return /^\d+$/.test(labels.at(-1) ?? "") ? "has a domain that cannot exist" : null;
}

/** Why mail cannot be sent there, in words that follow "the address", or `null`. */
export function mailAddressFault(address: string): string | null {
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(address)) return "contains a control character or line break";
  if (!address.isWellFormed()) return "contains half of a surrogate pair";
  if (/\s/.test(address)) return "contains a space";
  if (/["(),:;<>[\]\\]/.test(address)) return "contains a quote, bracket, comma or comment: give only name@domain";
  const parts = partsOf(address);
  if (!parts || parts.local === "" || parts.domain === "") return "is not of the form name@domain";
  if (parts.local.includes("@")) return "contains more than one @";
  if (/[^\x21-\x7e]/.test(parts.local))
    return "has letters before the @ that many mail systems cannot carry (SMTPUTF8): give another address";
  if (parts.local.length > longestLocalPart) return `has more than ${longestLocalPart} characters before the @`;
  if (/^\.|\.$|\.\./.test(parts.local)) return "has a dot in a place where none may be";
  const fault = domainFault(parts.domain);
  if (fault) return fault;
  return normalMailAddress(address).length > longestAddress ? `has more than ${longestAddress} characters` : null;
}

/** The form that is stored and compared: the domain in lower-case punycode. The local part is kept: its case belongs to its host. */
export function normalMailAddress(address: string): string {
  const parts = partsOf(address.trim());
  if (!parts) return address.trim();
  return `${parts.local}@${asciiDomain(parts.domain) ?? parts.domain.toLowerCase()}`;
}

/** The domain of a normal form. */
export function mailDomainOf(address: string): string {
  return partsOf(address)?.domain ?? "";
}

/**
 * The mailbox that an address most likely leads to, for counting only, never for sending: what follows a plus is the reader's own
 * mark (RFC 5233), and the largest host reads its names without their dots. Otherwise one victim has addresses without end.
 */
export function mailboxOf(address: string): string {
  const { local, domain } = partsOf(address.toLowerCase()) ?? { local: address.toLowerCase(), domain: "" };
  const name = local.split("+")[0] || local;
  return /^(gmail|googlemail)\.com$/.test(domain) ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${domain}`;
}
