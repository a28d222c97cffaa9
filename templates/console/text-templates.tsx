/** Texts to begin with: the built-in ones, and the agency's own, which are renamed and deleted here. */
import type { Status } from "../../src/domain/advisory.ts";
import type { TextTemplate } from "../../src/domain/text-template.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";

interface TextTemplatesProps {
  readonly console: ConsoleFrame;
  readonly builtIn: readonly TextTemplate[];
  readonly own: readonly TextTemplate[];
  readonly mayChange: boolean;
  readonly refusal?: RefusalWords;
}

function beginPath({ id, kind }: TextTemplate, status: Status): string {
  return `/console/new?${new URLSearchParams({ kind, status, template: id })}`;
}

export function TextTemplatesPage({ console, builtIn, own, mayChange, refusal }: TextTemplatesProps) {
  return (
    <ConsolePage console={console} title="Templates">
      <RefusalBox refusal={refusal} />
      <h1>Templates</h1>
      <p class="intro">
        Texts to begin with. They carry words, links and sectors; place and hours are always your own. In an exercise or
        a test their headlines and summaries are marked as such.
      </p>
      <h2>Built in</h2>
      <p>What stands in capitals between brackets is to be filled in.</p>
      <ul class="entries">
        {builtIn.map((template) => (
          <li>
            <Begin template={template} />
          </li>
        ))}
      </ul>
      <h2>Your agency’s own</h2>
      <p>An author saves one on the page of a draft or of an advisory.</p>
      {own.length === 0 ? <p>There are none yet.</p> : null}
      <ul class="entries">
        {own.map((template) => (
          <li>
            <Begin template={template} />
            {mayChange ? <Change console={console} template={template} /> : null}
          </li>
        ))}
      </ul>
    </ConsolePage>
  );
}

function Begin({ template }: { template: TextTemplate }) {
  return (
    <>
      <h3>
        <KindMark kind={template.kind} /> {template.name}
      </h3>
      <p>
        {en.kinds[template.kind].label}: “{template.text.languages.en.headline}”
      </p>
      <p class="buttons">
        <a class="button-link" href={beginPath(template, "actual")}>
          Write with it
        </a>
        <a href={beginPath(template, "exercise")}>as an EXERCISE</a>
        <a href={beginPath(template, "test")}>as a TEST</a>
      </p>
    </>
  );
}

function Change({ console, template }: { console: ConsoleFrame; template: TextTemplate }) {
  const id = `name-${template.id}`;
  return (
    <details>
      <summary>Rename or delete</summary>
      <form method="post" action={`/console/templates/${template.id}/rename`} class="search-line">
        <input type="hidden" name="command" value={console.command} />
        <div class="field">
          <label for={id}>New name</label>
          <input id={id} type="text" name="name" value={template.name} autocomplete="off" />
        </div>
        <button type="submit" class="secondary">
          Rename
        </button>
      </form>
      <ButtonForm
        console={console}
        action={`/console/templates/${template.id}/delete`}
        button={`Delete “${template.name}”`}
        look="secondary"
      />
    </details>
  );
}

/** On the page of a draft or of an advisory: keeps its words for the next one. */
export function SaveAsTemplate({ console, slug }: { console: ConsoleFrame; slug: string }) {
  return (
    <details>
      <summary>Save its text as a template</summary>
      <form method="post" action="/console/templates" class="search-line">
        <input type="hidden" name="command" value={console.command} />
        <input type="hidden" name="advisory" value={slug} />
        <div class="field">
          <label for="template-name">Name of the template</label>
          <input id="template-name" type="text" name="name" autocomplete="off" />
        </div>
        <button type="submit" class="secondary">
          Save as a template
        </button>
      </form>
    </details>
  );
}
