import type { TextSection } from "../messages/page-texts.ts";

export function TextSections({ sections }: { sections: readonly TextSection[] }) {
  return (
    <>
      {sections.map(({ heading, paragraphs, points = [] }) => (
        <section>
          <h2>{heading}</h2>
          {paragraphs.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
          {points.length === 0 ? null : (
            <ul>
              {points.map((point) => (
                <li>{point}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}
