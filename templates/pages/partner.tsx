import { type Frame, Page } from "../layout.tsx";
import { partnerWords } from "../messages/partner-words.ts";
import { PartnerView, type PartnerViewProps } from "../parts/partner-view.tsx";

export interface PartnerPageProps extends Omit<PartnerViewProps, "language"> {
  readonly frame: Frame;
  readonly name: string;
}

/** A partner's own page, behind a link that an editor hands over. */
export function PartnerPage({ frame, name, ...view }: PartnerPageProps) {
  const words = partnerWords(frame.language);
  return (
    <Page frame={frame} title={`${words.title}: ${name}`} isPrivate>
      <h1>
        {words.title}: {name}
      </h1>
      <p class="intro">{words.intro}</p>
      <p>{words.keepSecret}</p>
      <PartnerView language={frame.language} {...view} />
    </Page>
  );
}
