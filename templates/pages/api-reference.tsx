/** The API to read: each address with what it takes and answers, and each refusal at the anchor that problem documents name. */
import { type Frame, Page } from "../layout.tsx";
import { apiReferenceWords, type LimitedAct, limitedActs } from "../messages/api-reference.ts";

export interface ReferenceOperation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly role?: string;
  readonly query?: readonly string[];
  readonly answers: Readonly<Record<string, string>>;
}

export interface ReferenceRefusal {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export interface ApiReferencePageProps {
  readonly frame: Frame;
  readonly operations: readonly ReferenceOperation[];
  readonly refusals: readonly ReferenceRefusal[];
  /** In an hour, from one network. */
  readonly limits: { readonly [act in LimitedAct]: number };
}

export function ApiReferencePage({ frame, operations, refusals, limits }: ApiReferencePageProps) {
  const words = apiReferenceWords(frame.language);
  return (
    <Page frame={frame} title={words.title} description={words.intro}>
      <h1>{words.title}</h1>
      <p class="intro">{words.intro}</p>
      <p>
        {words.more}
        <a href="/api/openapi.json">/api/openapi.json</a>
      </p>
      <h2>{words.limits}</h2>
      <p>{words.limitsIntro}</p>
      <ul>
        {limitedActs.map((act) => (
          <li>{`${limits[act]} ${words.limitedActs[act]}`}</li>
        ))}
      </ul>
      <h2>{words.operations}</h2>
      {operations.map(({ method, path, summary, role, query = [], answers }) => (
        <section lang="en">
          <h3>
            <code>{`${method.toUpperCase()} ${path}`}</code>
          </h3>
          <p>{summary}.</p>
          {role === undefined ? null : <p>{`${words.role}: ${role}.`}</p>}
          {query.length === 0 ? null : <p>{`${words.parameters}: ${query.join(", ")}.`}</p>}
          <ul>
            {Object.entries(answers).map(([status, meaning]) => (
              <li>{`${status}: ${meaning}`}</li>
            ))}
          </ul>
        </section>
      ))}
      <h2>{words.refusals}</h2>
      <p>{words.refusalsIntro}</p>
      {refusals.map(({ type, status, title, detail }) => (
        <section id={type} lang="en">
          <h3>
            <code>{type}</code>
          </h3>
          <p>{`${status}: ${title}. ${detail}`}</p>
        </section>
      ))}
    </Page>
  );
}
