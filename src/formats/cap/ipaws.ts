/**
 * The form in which an editor could hand an Alert to FEMA's IPAWS: a file for signed-in editors only, in no feed and at no public
 * address, since alerting equipment acts on what it carries wherever it comes from. Made from the same words as the public message,
 * checked against the IPAWS Profile's rules, and never a condition of publishing. What is checked here is the form: sending needs
 * FEMA's authorisation.
 */

import { type IpawsWords, ipawsWords, type WirelessAdvice } from "../../../templates/messages/ipaws-words.ts";
import type { Content, Kind, Moment } from "../../domain/advisory.ts";
import { easternIso, easternParts, easternTime } from "../../domain/eastern.ts";
import { headlineLimit } from "../../domain/text.ts";
import { placeOf, wordsFor } from "../words.ts";
import { standingCodes } from "./codes.ts";
import { gsmText } from "./gsm-text.ts";
import type { CapInfo, CapMessage, CapNamedValue } from "./model.ts";
import { shortened, type TakenBack, withdrawalTexts } from "./texts.ts";

/** CEM: civil emergency message. CDW: civil danger warning, only for an attack that is imminent or under way. */
export type SameEvent = "CEM" | "CDW";

export interface IpawsSource {
  /** The public message of the revision. */
  readonly message: CapMessage;
  readonly kind: Kind;
  readonly effectiveAt: Moment;
  readonly sunsetAt: Moment;
}

const day = 86_400_000;
const hour = 3_600_000;
const mostPlaces = 31;
const shortText = 90;
const longText = 360;
/** Wireless alerting shows these two. */
const wirelessLanguages = ["en-US", "es-US"];

/** Why it has no form, in words for an editor; empty: the form is right. */
export function ipawsFaults(source: IpawsSource): string[] {
  const { message, kind } = source;
  if (kind === "bulletin") return ["a Bulletin has no IPAWS form: it is no warning to interrupt broadcasts for"];
  if (message.status !== "Actual")
    return ["exercises and tests have no IPAWS form: rehearse with FEMA's own test environment"];
  const faults: string[] = [];
  const places = sameCodes(message.info[0]);
  if (places.length === 0) faults.push("it names no place with a SAME code");
  if (places.length > mostPlaces)
    faults.push(`it names ${places.length} places; the form takes at most ${mostPlaces}: name whole states`);
  for (const info of wirelessInfos(message)) {
    const { missing } = gsmText([info.headline, info.instruction ?? "", info.area[0]?.areaDesc ?? ""].join("\n"));
    if (missing.length > 0)
      faults.push(
        `phones cannot show these characters of the ${info.language} headline, measures or place: ${missing.slice(0, 20).join(" ")}`,
      );
  }
  return faults;
}

/**
 * The form's own life: it counts until the sunset, but at most for a day; so for a longer warning there is one for each day, to be
 * sent again. The same at each render.
 */
export function ipawsLife({ effectiveAt, sunsetAt }: IpawsSource, now: Moment) {
  const round = Math.max(0, Math.floor((now - effectiveAt) / day));
  const sentAt = effectiveAt + round * day;
  const expiresAt = Math.min(sunsetAt, sentAt + day);
  return { round, sentAt, expiresAt, needsRepeat: expiresAt < sunsetAt };
}

/** The Alert that stands at `now`. Only where `ipawsFaults` found nothing. */
export function ipawsAlert(source: IpawsSource, event: SameEvent, now: Moment): CapMessage {
  const { message } = source;
  const { sentAt, expiresAt, needsRepeat } = ipawsLife(source, now);
  return {
    ...head(message, identifierOf(source, now), sentAt),
    msgType: "Alert",
    ...(needsRepeat ? { note: `Ends before the warning does: send it again after ${easternIso(expiresAt)}` } : {}),
    info: wirelessInfos(message).map((info) => ({
      ...info,
      eventCode: [{ valueName: "SAME", value: event }],
      expires: easternIso(expiresAt),
      parameter: parameters(...alertTexts(source, info)),
      area: sameAreas(info),
    })),
  };
}

/** Stops the broadcast of the Alert that stood at `alertAt`, and tells nobody: it carries that Alert's own code. */
export function ipawsCancel(source: IpawsSource, event: SameEvent, alertAt: Moment, now: Moment): CapMessage {
  const alert = ipawsAlert(source, event, alertAt);
  const { identifier, sender, sent } = alert;
  return {
    ...alert,
    identifier: `${identifier}-cancel`,
    sent: easternIso(Math.max(now, Date.parse(sent))),
    msgType: "Cancel",
    note: "Stops the broadcast. It reaches no phone: send the correction too",
    references: `${sender},${identifier},${sent}`,
  };
}

/** A new Alert that says to the same places that the one before was issued in error; with codes that reach phones. */
export function ipawsCorrection(source: IpawsSource, wrong: TakenBack, alertAt: Moment, now: Moment): CapMessage {
  const { message, kind } = source;
  const { expiresAt } = ipawsLife(source, alertAt);
  const { note: _, ...common } = head(message, `${identifierOf(source, alertAt)}-correction`, now);
  return {
    ...common,
    msgType: "Alert",
    info: wirelessInfos(message).map(({ instruction: _none, ...info }) => {
      const texts = withdrawalTexts(wrong, wordsFor(info.language.slice(0, 2)));
      const words = ipawsWords(info.language.slice(0, 2));
      const said = words.correction(kindIn(words, kind));
      return {
        ...info,
        ...texts,
        responseType: ["None"],
        urgency: "Immediate",
        severity: "Severe",
        certainty: "Observed",
        eventCode: [{ valueName: "SAME", value: "CEM" }],
        expires: easternIso(Math.max(expiresAt, now + hour)),
        parameter: parameters(gsmText(said).text, wireless(texts.description, longText)),
        area: sameAreas(info),
      };
    }),
  };
}

function identifierOf(source: IpawsSource, now: Moment): string {
  return `${source.message.identifier}-ipaws-${ipawsLife(source, now).round + 1}`;
}

function head(message: CapMessage, identifier: string, sentAt: Moment): Omit<CapMessage, "msgType" | "info"> {
  const { references: _, note: _note, ...rest } = message;
  return { ...rest, identifier, sent: easternIso(sentAt), code: ["IPAWSv1.0"] };
}

function wirelessInfos({ info }: CapMessage): CapInfo[] {
  return info.filter(({ language }) => wirelessLanguages.includes(language));
}

function sameCodes(info: CapInfo | undefined): string[] {
  const codes = info?.area.flatMap(({ geocode }) => geocode) ?? [];
  return codes.filter(({ valueName }) => valueName === "SAME").map(({ value }) => value);
}

function sameAreas({ area }: CapInfo): CapInfo["area"] {
  return area.map((one) => ({ ...one, geocode: one.geocode.filter(({ valueName }) => valueName === "SAME") }));
}

function parameters(short: string, long: string): CapNamedValue[] {
  return [
    { valueName: "EAS-ORG", value: "CIV" },
    { valueName: "CMAMtext", value: short },
    { valueName: "CMAMlongtext", value: long },
    { valueName: "WEAHandling", value: "Imminent Threat" },
  ];
}

function wireless(text: string, limit: number): string {
  // Cut once before: three dots take the place of one.
  return gsmText(shortened(gsmText(text).text.replaceAll(/\s+/g, " ").trim(), limit - 2)).text;
}

function kindIn(words: IpawsWords, kind: Kind): string {
  return words.kind[kind === "imminent" ? "imminent" : "elevated"];
}

const advised: readonly WirelessAdvice[] = ["Shelter", "Evacuate", "Avoid", "Execute"];

interface ShortText {
  readonly kind: Kind;
  readonly sunsetAt: Moment;
  readonly place: string;
  readonly responseType: string | undefined;
  readonly language: string;
}

/** CMAMtext with the place's name, whatever its length, and as it is sent: where that is too long, phones are told "this area". */
function shortTexts({ kind, sunsetAt, place, responseType, language }: ShortText): { named: string; sent: string } {
  const words = ipawsWords(language);
  const { month, day: date } = easternParts(sunsetAt);
  const until = `${easternTime(sunsetAt)} ${month}/${date}`;
  const advice = words.advice[advised.find((one) => one === responseType) ?? "other"];
  const sentence = (where: string) => gsmText(`${words.warning(kindIn(words, kind), where, until)} ${advice}`).text;
  const named = sentence(place);
  return { named, sent: named.length <= shortText ? named : sentence(words.thisArea) };
}

/** How long CMAMtext would be with the place's name, in each language in which that is too long. */
export function overlongShortTexts(content: Content): { readonly language: string; readonly length: number }[] {
  if (content.kind === "bulletin" || content.status !== "actual") return [];
  const [responseType] = standingCodes(content).responseType;
  return wirelessLanguages.flatMap((tag) => {
    const language = tag.slice(0, 2);
    const text = content.languages[language];
    if (!text) return [];
    const words = wordsFor(language);
    const place = "nationwide" in content.scope ? words.nationwide : placeOf(content, text, words);
    const { named } = shortTexts({ ...content, place, responseType, language });
    return named.length <= shortText ? [] : [{ language, length: named.length }];
  });
}

function alertTexts({ kind, sunsetAt }: IpawsSource, info: CapInfo): [short: string, long: string] {
  const { sent: short } = shortTexts({
    ...{ kind, sunsetAt },
    place: info.area[0]?.areaDesc ?? "",
    responseType: info.responseType[0],
    language: info.language.slice(0, 2),
  });
  const measures = (info.instruction ?? "").replaceAll("\n", " ");
  return [short, wireless(`${short} ${shortened(info.headline, headlineLimit)}. ${measures}`, longText)];
}
