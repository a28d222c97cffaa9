import type { MailMessages } from "../mail.ts";

export const mail: MailMessages = {
  subjectKinds: { bulletin: "Bulletin", elevated: "Elevated Alert", imminent: "IMMINENT ALERT" },
  leads: {
    updated: "UPDATED",
    extended: "EXTENDED",
    correction: "CORRECTION",
    ended: "ENDED",
    endedAsPlanned: "ENDED AS PLANNED",
  },
  subjectDemo: "DEMONSTRATION",
  until: (time) => `until ${time}`,
  endedAt: (time) => `ended ${time}`,
  issuedInError: "issued in error",
  notOfficial: "Not an official source. Do not act on this message without checking an official source.",
  demo: "Demonstration. This message is an example, not a real warning.",
  exercise: (word) => `${word} ${word} ${word}. Nothing in this message is a real warning. Do not act on it.`,
  endsByItself: "It ends by itself at that time, unless you are told otherwise.",
  endedAsPlanned: (title, place, time) => `The ${title} for ${place} ended as planned at ${time}.`,
  ended: (title, place, time) => `The ${title} for ${place} was ended at ${time}.`,
  threatIsOver: "The threat that it described is over.",
  noAllClear: "This does not mean that there is no risk: the system has no “all clear”.",
  otherAdvisories: "Other advisories in effect:",
  noOtherAdvisories: "Other advisories in effect: none at the time of this message.",
  textBelowStands: "The text below stands.",
  standsAgain: "This advisory is in effect again.",
  newText: "You were sent an earlier text of this advisory. This is the text that stands now.",
  reason: "What changed, and why",
  replaces: (what) => `This advisory replaces ${what}.`,
  page: "This advisory on the web, always as it stands:",
  verify: "Is this message genuine? See what was sent:",
  noReplies: "Nobody reads replies to this message.",
  emergency: "In an emergency call 9-1-1.",
  report: "To report suspicious activity, tell your local law enforcement. How to report:",
  why: (site) => `You get this message because this address was signed up and confirmed for the advisories of ${site}.`,
  change: "Change what you get:",
  leave: "Leave (no more messages):",
  confirm: {
    subject: (site) => `Confirm your subscription to ${site}`,
    text: (site) =>
      `Somebody, most likely you, asked ${site} to send terrorism advisories to this address. Nothing is sent until it is confirmed.`,
    link: "To confirm, open this page and press the button:",
    ignore: "If it was not you, ignore this message: you will get nothing more.",
  },
  goodbye: {
    subject: (site) => `You have left ${site}`,
    text: (site) => `This address gets no more advisories from ${site}.`,
    link: "If that was a mistake, open this page and press the button to get them again:",
    notYou: "Several people may share this mailbox: one of them left for all.",
  },
  erased: {
    subject: (site) => `Your data at ${site} was erased`,
    text: (site) => `As asked for, ${site} sends nothing more to this address and has erased what it kept about it.`,
    last: "This is the last message. Whoever wants advisories again can subscribe anew:",
  },
  noticeInvite: {
    subject: (site) => `Service notices of ${site}: do you want them?`,
    text: (site) =>
      `This address was named as a contact for machines that read ${site}. Its operators write to such contacts before planned tests, changes of certificates or formats, and interruptions. Nothing is sent until you say yes.`,
    link: "To say yes or no, open this page and press a button:",
    ignore: "If this means nothing to you, ignore this message: you will get nothing more.",
  },
  notice: {
    subject: (site, topic) => `[SERVICE NOTICE] ${topic} – ${site}`,
    topics: {
      test: "Planned test",
      certificate: "Change of certificate",
      format: "Change of format",
      interruption: "Planned interruption",
    },
    notAnAdvisory: (site) =>
      `This is about how ${site} works, for those who run machines that read it. It is not an advisory, and says nothing about any threat.`,
    sentBy: (person) => `Written by ${person}.`,
    guide: "What machines can read here:",
    leave: "No more service notices:",
    copy: "This is an editor's copy of what went to the partners' contacts.",
  },
  editors: {
    subject: (title, actor) => `[NTAS] Taken back by ${actor}: ${title}`,
    text: (title, actor, time) => `${actor} took back ${title} at ${time}. Taking back needs one person only.`,
    unpublished: "It was scheduled and had not been published.",
    link: "See what stands now and, if this was wrong, publish it again with two people:",
  },
  published: {
    subject: (title) => `[NTAS] Published: ${title}`,
    text: (title, actor, time) => `${title} is public from ${time} on. ${actor} approved it.`,
    link: "See how far it has come, or take it back if it is wrong (one person, two actions):",
  },
  submitted: {
    subject: (title) => `[NTAS] Waits for your approval: ${title}`,
    again: (title, minutes) => `[NTAS] Still waits after ${minutes} minutes: ${title}`,
    text: (title, actor, time) =>
      `${actor} submitted ${title} at ${time}. Nothing is published until another person approves it.`,
    link: "Read it, then approve it or send it back. The page works on a phone:",
    push: {
      title: (kind) => `Waits for your approval: ${kind}`,
      again: (kind, minutes) => `Still waits after ${minutes} minutes: ${kind}`,
      text: "Read it, then approve it or send it back.",
    },
  },
  submittedForPractice: {
    subject: (title) => `[NTAS] Practice for an approver: ${title}`,
    again: (title, minutes) => `[NTAS] Practice, ${minutes} minutes on: ${title}`,
    text: (title, actor, time) =>
      `${actor} handed in ${title} at ${time}, for practice. The public sees none of it, whatever you decide.`,
    link: "Take your part in the exercise on this page, on a phone too:",
    push: {
      title: (kind) => `Practice for an approver: ${kind}`,
      again: (kind, minutes) => `Practice, ${minutes} minutes on: ${kind}`,
      text: "Take your part in the exercise. The public sees none of it.",
    },
  },
  sunset: {
    subject: (title, hours) => `[NTAS] Ends in ${hours} hours: ${title}`,
    text: (title, time) =>
      `${title} ends by itself at ${time}. To extend or replace it needs two people; to let it end needs nobody.`,
    link: "Extend it, replace it, or let it end:",
  },
  alarm: {
    raised: {
      subject: (site, detail) => `[ALARM] ${site}: ${detail}`,
      text: (detail, time) => `Since ${time}: ${detail}.`,
    },
    over: {
      subject: (site, detail) => `[OVER] ${site}: ${detail}`,
      text: (detail, time) => `At ${time} this was over: ${detail}.`,
    },
    link: "What is live, and what to do when something is down:",
  },
  canary: {
    subject: (site) => `[TEST] ${site}: messages go out`,
    text: (time) => `Sent every three minutes to show that messages go out. This one was due at ${time}.`,
  },
  account: {
    subject: {
      added: (name) => `[NTAS] New editor: ${name}`,
      roles: (name) => `[NTAS] Roles changed: ${name}`,
      vouched: (name) => `[NTAS] May approve from today: ${name}`,
      disabled: (name) => `[NTAS] Account disabled: ${name}`,
      requested: (name) => `[NTAS] Waits for a second administrator: ${name}`,
    },
    text: {
      added: (person, roles, actor, time) =>
        `${person} can sign in to the console since ${time}, with these roles: ${roles}. Added by: ${actor}.`,
      roles: (person, roles, actor, time) =>
        `Since ${time}, ${person} has these roles: ${roles}. Changed by: ${actor}.`,
      vouched: (person, _roles, actor, time) =>
        `${person} has a new account, and may approve live advisories since ${time}. Allowed by: ${actor}.`,
      disabled: (person, _roles, actor, time) => `${person} was signed out and locked out at ${time}, by ${actor}.`,
      requested: (person, roles, actor, time) =>
        `${actor} asked at ${time} for a change to the account of ${person} (roles: ${roles}). It needs a second administrator.`,
    },
    link: "If this surprises you, ask the person named, and look at the accounts:",
  },
  signIn: {
    subject: (site) => `Sign in to the console of ${site}`,
    text: (name, site) =>
      `This link signs ${name} in to the console of ${site}. It works once, for a day. Never pass it on.`,
    link: "Sign in, then add a passkey on “Your account”:",
    notYou: "If you do not expect this, do nothing and tell an administrator.",
  },
  push: {
    withdrawn: "Withdrawn: issued in error",
    inEnglish: (headline) => `Text in English: ${headline}`,
    inEffectNow: (what) => `In effect now: ${what}.`,
    unreadable: {
      title: "Terrorism advisories",
      body: "There is news. Open the site to read what is in effect.",
    },
    ended: "Ended",
  },
};
