import { type Frame, Page, wordsOf } from "../layout.tsx";
import { TextSections } from "../parts/text-sections.tsx";

export interface PrivacyPageProps {
  readonly frame: Frame;
}

export function PrivacyPage({ frame }: PrivacyPageProps) {
  const { privacy } = wordsOf(frame).pages;
  return (
    <Page frame={frame} title={privacy.title} description={privacy.intro}>
      <h1>{privacy.title}</h1>
      <p class="intro">{privacy.intro}</p>
      <TextSections sections={privacy.sections} />
    </Page>
  );
}
