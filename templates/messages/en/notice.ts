import type { NoticeWords } from "../notice-words.ts";

export const notice: NoticeWords = {
  title: "Service notices",
  intro:
    "Mail to those who run machines that read this site: planned tests, changes of certificates and formats, interruptions. Advisories are not sent this way.",
  states: {
    invited: "Nothing is sent to this address yet.",
    joined: "Notices are sent to this address.",
    left: "Nothing is sent to this address any more.",
  },
  join: "Send service notices",
  leave: "Stop service notices",
  decline: "No, thank you",
  guide: "What machines can read here",
};
