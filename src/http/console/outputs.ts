/** Everything that an approval would make public, as the approval screen shows it: made by the code that will make it. */
import type { Outputs } from "../../../templates/console/approve-outputs.tsx";
import { previewApproval } from "../../actions/preview-approval.ts";
import type { Content } from "../../domain/advisory.ts";
import type { State } from "../../domain/lifecycle.ts";
import type { PublishedAdvisory } from "../../domain/phase.ts";
import { accepted, type Result } from "../../domain/refusal.ts";
import { closingCodes, eventCodes, standingCodes } from "../../formats/cap/codes.ts";
import type { CapSummary } from "../../formats/cap/summary.ts";
import { ntasAlert } from "../../formats/ntas-xml.ts";
import { rss } from "../../formats/rss.ts";
import type { ApprovingDependencies } from "./approving.tsx";

export async function outputsOf(dependencies: ApprovingDependencies, state: State): Promise<Result<Outputs>> {
  const { site, previews } = dependencies;
  const preview = await previewApproval(dependencies, state);
  if (!preview.ok) return preview;
  const { advisory, notice, messages, revision, ipaws } = preview.value;
  const languages = Object.keys(revision.content.languages);
  const prefix = advisory.status === "actual" ? "" : "/exercise";
  return accepted({
    published: advisory,
    mails: languages.map((language) => ({ language, ...previews.mail(notice, language) })),
    pushes: languages.map((language) => ({ language, ...previews.push(notice, language) })),
    rssItem: rssItem(advisory, site, prefix, revision.effectiveAt),
    ntasXml: ntasAlert(advisory, site, prefix),
    ...(ipaws.form === "not" ? { noIpawsForm: ipaws.because } : {}),
    cap: messages.map(({ identifier, xml, summary }) => ({
      identifier,
      xml,
      codes: codesOf(summary as CapSummary, revision.content, revision.change === "end", revision.threatIsOver),
      texts: capTexts(xml),
    })),
  });
}

function rssItem(
  advisory: PublishedAdvisory,
  site: ApprovingDependencies["site"],
  prefix: "" | "/exercise",
  now: number,
): string {
  const selfUrl = `${site.baseUrl}${prefix}/feeds/advisories.rss`;
  const feed = rss([advisory], { site, now, prefix, selfUrl, language: "en" });
  return /<item>.*<\/item>/s.exec(feed)?.[0] ?? "";
}

/** What people read in a CAP message, in the order in which receivers show it. */
const shownElements = ["event", "headline", "description", "instruction", "areaDesc", "expires"] as const;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Of the XML itself, not of what it was made from: what stands there is what receivers get. */
function capTexts(xml: string): { language: string; texts: (readonly [string, string])[] }[] {
  return [...xml.matchAll(/<info>.*?<\/info>/gs)].map(([info]) => {
    const textIn = (name: string) =>
      [...info.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))]
        .map(([, text = ""]) =>
          text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? ""),
        )
        .join("; ");
    const texts = shownElements.map((name) => [name, textIn(name)] as const).filter(([, text]) => text !== "");
    return { language: textIn("language") || "en-US", texts };
  });
}

function codesOf(
  { status, msgType, event, urgency, severity, certainty, geocodes }: CapSummary,
  content: Content,
  isEnd: boolean,
  threatIsOver = false,
): (readonly [string, string])[] {
  const { responseType } = isEnd ? closingCodes(content, threatIsOver) : standingCodes(content);
  const same = geocodes.filter(({ valueName }) => valueName === "SAME").map(({ value }) => value);
  return [
    ["Message", `${msgType}, status ${status}`],
    ["Event", `${event} (NTAS ${eventCodes[content.kind]})`],
    ["Urgency / severity / certainty", `${urgency} / ${severity} / ${certainty}`],
    ["Response", responseType.join(", ")],
    ["SAME", same.length > 12 ? `${same.slice(0, 12).join(", ")} and ${same.length - 12} more` : same.join(", ")],
  ];
}
