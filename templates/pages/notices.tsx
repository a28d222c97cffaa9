import type { ContactState } from "../../src/domain/partner-notice.ts";
import { type Frame, Page, plainLinkTo } from "../layout.tsx";
import { noticeWords } from "../messages/notice-words.ts";

export interface NoticesPageProps {
  readonly frame: Frame;
  readonly state: ContactState;
  /** `/notices/{token}` */
  readonly action: string;
}

/** Where a partner's contact joins and leaves. A GET changes nothing: mail scanners follow every link. */
export function NoticesPage({ frame, state, action }: NoticesPageProps) {
  const words = noticeWords(frame.language);
  return (
    <Page frame={frame} title={words.title} isPrivate>
      <h1>{words.title}</h1>
      <p class="intro">{words.intro}</p>
      <p>
        <strong>{words.states[state]}</strong>
      </p>
      <div class="buttons">
        {state === "joined" ? null : (
          <form method="post" action={`${action}/join`}>
            <button type="submit">{words.join}</button>
          </form>
        )}
        {state === "left" ? null : (
          <form method="post" action={action}>
            <button type="submit" class="secondary">
              {state === "joined" ? words.leave : words.decline}
            </button>
          </form>
        )}
      </div>
      <p>
        <a href={plainLinkTo(frame, "/machines")}>{words.guide}</a>
      </p>
    </Page>
  );
}
