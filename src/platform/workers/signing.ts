/** The pair that signs CAP messages, from secrets: Workers has no files, so nothing is made or rotated here by itself. */
import { X509Certificate } from "node:crypto";

export interface GivenPair {
  readonly key: string;
  readonly certificate: string;
}

export interface GivenSigning {
  /** What signs at that moment. Throws where there is none, or its certificate has ended or not begun. */
  at(now: number): GivenPair;
  /** PEM: the one that signs, then those that signed before. */
  certificates(): string;
  /** Of the certificate that signs; null where there is none. */
  endsAt(): number | null;
}

export function givenSigning(pair: GivenPair | null, pastCertificates: string): GivenSigning {
  // Workers' X509Certificate gives its dates as text alone.
  const parsed = pair && new X509Certificate(pair.certificate);
  const from = parsed ? Date.parse(parsed.validFrom) : 0;
  const to = parsed ? Date.parse(parsed.validTo) : 0;
  const fault = (now: number): string | null => {
    if (!parsed) return "CAP_SIGNING_KEY and CAP_SIGNING_CERT are not set: nothing can be published";
    if (from > now) return "no certificate for signing CAP messages has begun";
    if (to <= now) return "the certificate for signing CAP messages has ended: nothing can be published";
    return null;
  };
  return {
    at(now) {
      const problem = fault(now);
      if (problem !== null || !pair) throw new Error(problem ?? "no pair");
      return pair;
    },
    certificates: () => [pair?.certificate ?? "", pastCertificates].filter((text) => text.trim() !== "").join(""),
    endsAt: () => (parsed ? to : null),
  };
}
