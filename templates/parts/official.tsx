/**
 * The banner and the identifier of the US Web Design System, for official sites only. The banner unfolds without a script; what it says of
 * .gov and of HTTPS is said only where the site's own address bears it out.
 */
import { type Frame, plainLinkTo } from "../layout.tsx";
import { officialWords } from "../messages/official-words.ts";

export function OfficialBanner({ frame }: { frame: Frame }) {
  const words = officialWords(frame.language);
  const { protocol, hostname } = new URL(frame.site.baseUrl);
  const isGov = hostname.endsWith(".gov") && protocol === "https:";
  return (
    <section class="usa-banner" aria-label={words.banner}>
      {isGov ? (
        <details>
          <summary class="usa-banner__inner">
            <span class="usa-banner__header-text">
              {words.banner} <span class="usa-banner__action">{words.howYouKnow}</span>
            </span>
          </summary>
          <div class="usa-banner__content">
            <Guidance title={words.domainTitle} parts={words.domain} />
            <Guidance title={words.secureTitle} parts={words.secure} />
          </div>
        </details>
      ) : (
        <p class="usa-banner__inner usa-banner__header-text">{words.banner}</p>
      )}
    </section>
  );
}

function Guidance({
  title,
  parts: [before, strong, after],
}: {
  title: string;
  parts: readonly [string, string, string];
}) {
  return (
    <p class="usa-banner__guidance">
      <strong>{title}</strong>
      <br />
      {before}
      <strong>{strong}</strong>
      {after}
    </p>
  );
}

/** Agency and the links that the law asks for. A link without a setting leads to the site's own page, or is left out. */
export function Identifier({ frame }: { frame: Frame }) {
  const words = officialWords(frame.language);
  const { agency, baseUrl } = frame.site;
  if (!agency) return null;
  const links = [
    [agency.aboutUrl, words.about(agency.name)],
    [agency.accessibilityUrl ?? plainLinkTo(frame, "/accessibility"), words.accessibility],
    [agency.foiaUrl, words.foia],
    [agency.noFearUrl, words.noFear],
    [agency.privacyUrl ?? plainLinkTo(frame, "/privacy"), words.privacy],
  ] as const;
  return (
    <section class="usa-identifier" aria-label={words.identifier}>
      <div class="usa-identifier__section usa-identifier__section--masthead">
        <div class="usa-identifier__container">
          <div class="usa-identifier__identity">
            <p class="usa-identifier__identity-domain">{new URL(baseUrl).hostname}</p>
            <p class="usa-identifier__identity-disclaimer">
              {words.anOfficialSiteOf} <a href={agency.url}>{agency.name}</a>
            </p>
          </div>
        </div>
      </div>
      <nav class="usa-identifier__section usa-identifier__section--required-links" aria-label={words.importantLinks}>
        <div class="usa-identifier__container">
          <ul class="usa-identifier__required-links-list">
            {links.map(([url, label]) =>
              url === undefined ? null : (
                <li class="usa-identifier__required-links-item">
                  <a href={url} class="usa-identifier__required-link">
                    {label}
                  </a>
                </li>
              ),
            )}
          </ul>
        </div>
      </nav>
      <div class="usa-identifier__section usa-identifier__section--usagov">
        <p class="usa-identifier__container">
          {words.lookingFor} <a href={words.visitUrl}>{words.visit}</a>
        </p>
      </div>
    </section>
  );
}
