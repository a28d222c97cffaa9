/** Text as wireless alerting takes it: the basic table of 3GPP TS 23.038 (GSM 7-bit), where each character counts as one. */

const basic = new Set(
  "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/** What editors type and phones write otherwise; the brackets of the extension table count twice, so they are not used either. */
const written: Readonly<Record<string, string>> = {
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "‘": "'",
  "’": "'",
  "–": "-",
  "—": "-",
  "−": "-",
  "~": "-",
  "…": "...",
  "•": "-",
  "·": "-",
  "[": "(",
  "{": "(",
  "]": ")",
  "}": ")",
  "|": "/",
  "\\": "/",
  "€": "EUR",
  "`": "'",
  "\t": " ",
  "\u00a0": " ",
  "\u202f": " ",
};

/** The text in the table's characters, accents left away where it has none; `missing` names those that it cannot show at all. */
export function gsmText(text: string): { readonly text: string; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const shown = [...text.normalize("NFC")].map((character) => {
    const known = written[character] ?? character;
    if ([...known].every((one) => basic.has(one))) return known;
    const plain = [...character.normalize("NFD")][0] ?? "";
    if (basic.has(plain)) return plain;
    missing.add(character);
    return "?";
  });
  return { text: shown.join(""), missing: [...missing] };
}
