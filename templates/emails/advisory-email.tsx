/**
 * The HTML part of a mail about an advisory. No pictures, nothing loaded, nothing counted. Colours are the reader's own (light or
 * dark); the kind is told by words, and by a bar whose width grows with urgency.
 */
import type { Child } from "hono/jsx";
import type { Kind } from "../../src/domain/advisory.ts";
import { Body, type RenderBody } from "../markdown.tsx";
import type { EmailText, EmailView } from "./email-view.ts";

const bars: Record<Kind, string> = {
  bulletin: "4px solid #71767a",
  elevated: "8px solid #c2850c",
  imminent: "14px double #d54309",
};

export function EmailPage({ language, title, children }: { language: string; title: string; children: Child }) {
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
      </head>
      <body style="margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
        <div style="max-width:600px;margin:0 auto;overflow-wrap:anywhere;word-break:break-word">{children}</div>
      </body>
    </html>
  );
}

export function AdvisoryEmail({ view, render }: { view: EmailView; render: RenderBody }) {
  return (
    <EmailPage language={view.language} title={view.subject}>
      <Marks marks={view.marks} />
      <div style={`border-left:${bars[view.kind]};padding-left:16px`}>
        <h1 style="font-size:24px;line-height:1.25;margin:0 0 8px">{view.title}</h1>
        {view.correction && (
          <p style="margin:0 0 8px">
            <strong>{view.correction}</strong>
          </p>
        )}
        {view.facts.map(({ label, value }) => (
          <p style="margin:0">
            <strong>{label}:</strong> {value}
          </p>
        ))}
        {view.endsByItself && <p style="margin:8px 0 0">{view.endsByItself}</p>}
      </div>
      {view.statements.map((statement) => (
        <p>
          <strong>{statement}</strong>
        </p>
      ))}
      {view.change && (
        <div>
          <h2 style="font-size:18px">{view.changeLabel}</h2>
          <Body markdown={view.change} render={render} />
        </div>
      )}
      {view.others && <Others {...view.others} />}
      {view.text && <Words text={view.text} render={render} />}
      <p>
        {view.page.label}
        <br />
        <a href={view.page.url}>{view.page.url}</a>
      </p>
      <hr />
      <div style="font-size:14px">
        {view.footer.map(({ text, url }) => (
          <p style="margin:0 0 8px">
            {text} {url && <a href={url}>{url}</a>}
          </p>
        ))}
      </div>
      <Marks marks={view.marks} />
    </EmailPage>
  );
}

function Marks({ marks }: { marks: readonly string[] }) {
  return (
    <>
      {marks.map((mark) => (
        <p style="border:2px solid;padding:8px;margin:0 0 16px">
          <strong>{mark}</strong>
        </p>
      ))}
    </>
  );
}

function Others({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <div>
      <p>{title}</p>
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Words({ text, render }: { text: EmailText; render: RenderBody }) {
  return (
    <>
      {text.frame && <p>{text.frame}</p>}
      <div lang={text.language} dir={text.direction}>
        <h2 style="font-size:20px;line-height:1.25">{text.headline}</h2>
        {text.blocks.map(({ heading, markdown }) => (
          <div>
            <h3 style="font-size:17px;margin:16px 0 0">{heading}</h3>
            <Body markdown={markdown} render={render} />
          </div>
        ))}
        {text.resources.length > 0 && (
          <div>
            <h3 style="font-size:17px;margin:16px 0 0">{text.resourcesLabel}</h3>
            <ul>
              {text.resources.map(({ title, url }) => (
                <li>
                  <a href={url}>{title}</a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </>
  );
}
