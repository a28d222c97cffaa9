/**
 * The frame of the console's pages. Editors work in English, so the console speaks English only. What belongs to an exercise or a test
 * has another colour, other words and a mark that goes all around: it must never be taken for the real thing.
 */
import type { Child } from "hono/jsx";
import type { Advisory, Editor, Status } from "../../src/domain/advisory.ts";
import { phaseAt } from "../../src/domain/phase.ts";
import { speaksForAgency } from "../../src/domain/speaks-for-agency.ts";
import type { Frame } from "../layout.tsx";
import { TakeBackChoice } from "./take-back-choice.tsx";

/** Addresses of the console's own styles and scripts, beside the site's. */
export interface ConsoleAssets {
  readonly passkeys: string;
  readonly styles: string;
  readonly keepText: string;
  readonly keptTexts: string;
  readonly pickArea: string;
  readonly sayLength: string;
  /** The site's own, for notifications. */
  readonly subscribe: string;
  readonly watchProgress: string;
}

export interface ConsoleFrame {
  readonly frame: Frame;
  readonly assets: ConsoleAssets;
  readonly editor: Editor;
  /** Names a command once: a form that is sent twice does what it says once. */
  readonly command: string;
}

interface ConsolePageProps {
  readonly console: ConsoleFrame;
  readonly title: string;
  /** Whose page it is; absent: of the console as a whole. */
  readonly status?: Status;
  /** Whose page it is, where the page does not offer taking back by itself: then it is offered at its end. */
  readonly advisory?: Advisory;
  /** What makes this page easier where scripts run; it works without. */
  readonly scripts?: readonly (keyof ConsoleAssets)[];
  readonly children?: Child;
}

const navigation = [
  ["/console", "Advisories"],
  ["/console/new", "Write a new one"],
  ["/console/templates", "Templates"],
  ["/console/now", "What is live now"],
  ["/console/audit", "Audit"],
  ["/console/partners", "Partners"],
  ["/console/editors", "Editors"],
  ["/console/account", "Your account"],
] as const;

export const rehearsalWords = { exercise: "EXERCISE", test: "TEST" } as const;

export function ConsolePage({ console, title, status = "actual", advisory, scripts = [], children }: ConsolePageProps) {
  const { frame, assets, editor } = console;
  const { site } = frame;
  const rehearsal = status === "actual" ? null : rehearsalWords[status];
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${rehearsal ? `${rehearsal}: ` : ""}${title} – ${site.name} console`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={frame.assets.css} />
        <link rel="stylesheet" href={assets.styles} />
        {["keptTexts" as const, ...scripts].map((name) => (
          <script type="module" src={assets[name]} />
        ))}
      </head>
      <body class={rehearsal ? "console is-exercise" : "console"} data-editor={editor.id}>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <Banners frame={frame} rehearsal={rehearsal} />
        <header class="site-header">
          <div class="wide">
            <div class="site-line">
              <a class="site-name" href="/console">
                {site.name} · Console
              </a>
              <form
                method="post"
                action="/console/sign-out"
                class="sign-out"
                data-warning="Text in this browser was not saved yet. Signing out throws it away. Sign out?"
              >
                <span>
                  {editor.name} ({editor.roles.join(", ")})
                </span>
                <button type="submit" class="secondary">
                  Sign out
                </button>
              </form>
            </div>
            <nav aria-label="Console">
              <ul class="navigation">
                {navigation.map(([path, label]) => (
                  <li>
                    <a href={path} aria-current={frame.path === path ? "page" : undefined}>
                      {label}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </div>
        </header>
        <main id="content" tabindex={-1}>
          {children}
          {advisory ? <TakeBackChoice advisory={advisory} phase={phaseAt(advisory, frame.now)} /> : null}
        </main>
      </body>
    </html>
  );
}

function Banners({ frame, rehearsal }: { frame: Frame; rehearsal: string | null }) {
  const { site } = frame;
  if (speaksForAgency(site) && !rehearsal) return null;
  return (
    <section class="banners" aria-label="What this page is">
      {rehearsal ? (
        <p class="banner banner-exercise">
          <strong>
            {rehearsal} · {rehearsal} · {rehearsal}
          </strong>{" "}
          Practice only. Nothing on this page reaches the public.
        </p>
      ) : null}
      {site.demo ? (
        <p class="banner banner-demo">
          <strong>Demonstration.</strong> Nothing here is real.
        </p>
      ) : null}
      {site.official ? null : (
        <p class="banner banner-unofficial">
          <strong>Not an official source.</strong>
        </p>
      )}
    </section>
  );
}

/** A form with one button that does one thing once. */
export function ButtonForm({
  console,
  action,
  button,
  fields = {},
  look = "primary",
}: {
  console: ConsoleFrame;
  action: string;
  button: string;
  fields?: Readonly<Record<string, string>>;
  look?: "primary" | "secondary" | "danger";
}) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="command" value={console.command} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={look === "primary" ? undefined : look}>
        {button}
      </button>
    </form>
  );
}
