/** The HTML part of a letter to one person: a few paragraphs, one of them with the link. */
import { EmailPage } from "./advisory-email.tsx";

export interface LetterView {
  readonly language: string;
  readonly subject: string;
  readonly marks: readonly string[];
  readonly paragraphs: readonly { readonly text: string; readonly url?: string }[];
}

export function LetterEmail({ view }: { view: LetterView }) {
  return (
    <EmailPage language={view.language} title={view.subject}>
      {view.marks.map((mark) => (
        <p style="border:2px solid;padding:8px;margin:0 0 16px">
          <strong>{mark}</strong>
        </p>
      ))}
      {view.paragraphs.map(({ text, url }) => (
        <p>
          {text}
          {url && <br />}
          {url && <a href={url}>{url}</a>}
        </p>
      ))}
    </EmailPage>
  );
}
