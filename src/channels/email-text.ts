/** The text part of a mail: written, not derived from the HTML, for people who read mail on old phones, terminals and braille lines. */
import type { EmailText, EmailView } from "../../templates/emails/email-view.ts";
import { plainText } from "../formats/plain-text.ts";

const rule = "-".repeat(40);

export function emailText(view: EmailView): string {
  const paragraphs = [
    ...view.marks,
    view.title,
    ...(view.correction ? [view.correction] : []),
    view.facts.map(({ label, value }) => `${label}: ${value}`).join("\n"),
    ...(view.endsByItself ? [view.endsByItself] : []),
    ...view.statements,
    ...(view.change ? [`${view.changeLabel}:\n${plainText(view.change)}`] : []),
    ...(view.others ? [[view.others.title, ...view.others.items.map((item) => `- ${item}`)].join("\n")] : []),
    ...(view.text ? wordsOfAdvisory(view.text) : []),
    `${view.page.label}\n${view.page.url}`,
    rule,
    ...view.footer.map(({ text, url }) => (url ? `${text}\n${url}` : text)),
    ...view.marks,
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

function wordsOfAdvisory(text: EmailText): string[] {
  const resources = text.resources.map(({ title, url }) => `- ${title}\n  ${url}`);
  return [
    ...(text.frame ? [text.frame] : []),
    rule,
    text.headline,
    ...text.blocks.map(({ heading, markdown }) => `${heading.toUpperCase()}\n${plainText(markdown)}`),
    ...(resources.length > 0 ? [[text.resourcesLabel.toUpperCase(), ...resources].join("\n")] : []),
    rule,
  ];
}
