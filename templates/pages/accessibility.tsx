import { type Frame, Page, wordsOf } from "../layout.tsx";
import { TextSections } from "../parts/text-sections.tsx";

export interface AccessibilityPageProps {
  readonly frame: Frame;
}

export function AccessibilityPage({ frame }: AccessibilityPageProps) {
  const { accessibility } = wordsOf(frame).pages;
  return (
    <Page frame={frame} title={accessibility.title} description={accessibility.intro}>
      <h1>{accessibility.title}</h1>
      <p class="intro">{accessibility.intro}</p>
      <TextSections sections={accessibility.sections} />
    </Page>
  );
}
