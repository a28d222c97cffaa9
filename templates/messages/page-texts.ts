/** The pages that mostly consist of text: about, report, for machines, privacy, accessibility. */

export interface TextSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly points?: readonly string[];
}

export interface TextPage {
  readonly title: string;
  readonly intro: string;
  readonly sections: readonly TextSection[];
}

export interface PageTexts {
  readonly about: TextPage & {
    readonly kindsTitle: string;
    readonly kindsIntro: string;
    readonly sourcesTitle: string;
    readonly record: {
      readonly title: string;
      readonly intro: string;
      readonly none: string;
      readonly act: string;
      readonly from: string;
      readonly check: string;
    };
  };
  readonly report: {
    readonly title: string;
    readonly emergencyTitle: string;
    /** Before and after the number 9-1-1, which is a link. */
    readonly emergencyBefore: string;
    readonly emergencyAfter: string;
    readonly suspicionTitle: string;
    readonly suspicion: string;
    readonly notHere: string;
    readonly whatToSayTitle: string;
    readonly whatToSay: string;
    readonly questions: readonly { readonly question: string; readonly answer: string }[];
    /** What people do that may be worth telling, after DHS's "Recognize the signs". */
    readonly behavioursTitle: string;
    readonly behavioursIntro: string;
    readonly behaviours: readonly string[];
    readonly behavioursSource: string;
    readonly directoryTitle: string;
    readonly directoryIntro: string;
    readonly directoryStates: string;
    readonly phone: string;
    readonly email: string;
    readonly web: string;
    readonly cautionTitle: string;
    readonly cautions: readonly string[];
  };
  readonly machines: TextPage & {
    readonly addressesTitle: string;
    readonly addresses: { readonly [name in MachineAddress]: { readonly title: string; readonly text: string } };
    readonly tryIt: string;
    readonly clientsTitle: string;
    readonly clientsIntro: string;
    readonly howOften: string;
    readonly howToCheck: string;
    readonly clients: { readonly [name in MachineClient]: ClientWords };
  };
  readonly privacy: TextPage;
  readonly accessibility: TextPage;
}

interface ClientWords {
  readonly title: string;
  readonly howOften: string;
  readonly howToCheck: string;
}

/** Who comes, and for each which address to begin with. */
export const machineClients = ["signage", "aggregator", "fusion", "reader", "app", "embedder", "partner"] as const;
export type MachineClient = (typeof machineClients)[number];

export const machineAddresses = [
  "feeds",
  "capFeed",
  "capCurrent",
  "certificate",
  "ntasAlerts",
  "ntasFeed",
  "api",
  "events",
  "websub",
  "taxii",
  "sheets",
  "pictures",
  "openapi",
] as const;
export type MachineAddress = (typeof machineAddresses)[number];
