import type { PageTexts } from "../page-texts.ts";

export const pages: PageTexts = {
  about: {
    title: "How it works",
    intro:
      "The National Terrorism Advisory System (NTAS) tells the public, government and business about threats of terrorism: what is known, where, until when, and what to do.",
    kindsTitle: "Three kinds of advisories",
    kindsIntro:
      "There is no standing level, no number and no color. An advisory is issued when there is something to say, and each is one of these:",
    sections: [
      {
        heading: "Every advisory ends",
        paragraphs: [
          "Each advisory has an end, called its sunset, with day, hour and time zone (Eastern time). At that moment it ends by itself, on this site and in every feed.",
          "Before that it may be updated, extended, replaced or ended early. Each change is sent the same way as the original, with the reason.",
        ],
      },
      {
        heading: "There is no “all clear”",
        paragraphs: [
          "When no advisory is in effect, there is no level and no message that all is well. It does not mean that there is no risk.",
        ],
      },
      {
        heading: "When something was issued in error",
        paragraphs: [
          "It is withdrawn, everyone who got it is told, and this site says “Withdrawn: issued in error”. The wrong text is no longer shown.",
        ],
      },
      {
        heading: "Who decides",
        paragraphs: [
          "The Secretary of Homeland Security decides on NTAS advisories, in coordination with other Federal entities. The law asks for specific protective measures in each advisory, and for a scope that is limited, whenever possible, to a region, a locality or a sector of the economy.",
          "On this site no one person can publish anything new: one writes, another one approves exactly that text.",
        ],
      },
      {
        heading: "What is not here",
        paragraphs: [
          "Only public information. The distribution of an advisory may be restricted to law enforcement or to a sector; such notices do not appear here.",
        ],
      },
    ],
    record: {
      title: "The record",
      intro:
        "Everything that editors do is written into a chain: each entry is bound by SHA-256 to the one before. This is the newest entry that changed what you see on this site:",
      none: "Nothing has been published here yet.",
      act: "Entry",
      from: "In effect since",
      check:
        "Keep these two lines. Nobody can change, add or take out an earlier entry without another value at this number, and the agency can be asked to show its record against yours.",
    },
    sourcesTitle: "Sources",
  },
  report: {
    title: "Report suspicious activity",
    emergencyTitle: "In an emergency",
    emergencyBefore: "Call",
    emergencyAfter: "at once if someone is in danger or a crime is happening.",
    suspicionTitle: "Something seems suspicious",
    suspicion:
      "Tell your local law enforcement: the police department or the sheriff's office of the place where you saw it.",
    notHere:
      "This site takes no reports, and the Department of Homeland Security asks people not to report suspicious activity to it.",
    whatToSayTitle: "What to say",
    whatToSay: "Say it as plainly and exactly as you can:",
    questions: [
      { question: "Who", answer: "did you see? Describe the people or the vehicle." },
      { question: "What", answer: "did you see happening?" },
      { question: "When", answer: "did you see it: day and hour?" },
      { question: "Where", answer: "did it happen: address, line, station, gate, floor?" },
      { question: "Why", answer: "does it seem suspicious to you?" },
    ],
    behavioursTitle: "What can be a sign",
    behavioursIntro: "Each of these may be innocent. Trained officers decide whether it calls for more:",
    behaviours: [
      "somebody says or hints that they will hurt people or destroy something;",
      "a long or hidden interest in guards, cameras, entrances or procedures, also by photographs;",
      "questions about a building, an event or its protection that go beyond curiosity;",
      "testing how guards, alarms or computer systems react;",
      "entering, or trying to enter, where it is forbidden, or posing as staff;",
      "badges, uniforms, vehicles or equipment that are stolen or missing;",
      "false papers, or a false name or purpose;",
      "unusual amounts of weapons, chemicals, fuel or other material, bought or stored;",
      "damage to, or tampering with, equipment, computer systems or infrastructure;",
      "raising money for, or recruiting people to, violence.",
    ],
    behavioursSource: "After: Recognize the Signs (DHS)",
    directoryTitle: "Where to report, by state and territory",
    directoryIntro: "Listed by whoever runs this site. In an emergency always call 9-1-1.",
    directoryStates: "States and territories",
    phone: "Telephone",
    email: "E-mail",
    web: "Web",
    cautionTitle: "With care",
    cautions: [
      "Report what people do, not who they are: origin, religion, language or appearance are not suspicious.",
      "Do not confront anybody, and do not touch or move an object. Get away first, then call.",
    ],
  },
  machines: {
    title: "For machines",
    intro:
      "The same advisories for news readers, signage, alerting software and your own programs. No key is needed. An advisory stops being current here in the same second in which it ends or is withdrawn.",
    addressesTitle: "Addresses",
    tryIt: "Try it:",
    clientsTitle: "Where to begin",
    clientsIntro: "By what you have. All addresses are explained below.",
    howOften: "How often",
    howToCheck: "How to check that it is genuine",
    clients: {
      signage: {
        title: "Signs and players",
        howOften:
          "Every 60 seconds. Show a message until its own end at most, and for ten minutes after the last good answer.",
        howToCheck: "HTTPS to this site; the file also carries an XML signature.",
      },
      aggregator: {
        title: "Alert aggregators",
        howOften: "Every 60 seconds with If-None-Match, or not at all: subscribe at the WebSub hub.",
        howToCheck: "Each CAP file carries an XML signature. Keep its identifier: it never changes.",
      },
      fusion: {
        title: "Fusion centers, ISACs, SIEM",
        howOften: "Every 60 seconds, with added_after from the last X-TAXII-Date-Added-Last.",
        howToCheck: "HTTPS to this site. Each report names its CAP file, which is signed.",
      },
      reader: {
        title: "News readers",
        howOften: "As your reader does; every 30 seconds is the most that brings anything new.",
        howToCheck: "Each entry leads to its page on this site.",
      },
      app: {
        title: "Apps and your own programs",
        howOften: "status.json once a minute; when it changes, the advisories. Or keep the events open.",
        howToCheck: "HTTPS to this site. Each revision names its CAP file, which is signed.",
      },
      embedder: {
        title: "Websites and information screens",
        howOften:
          "The frame and the screen page renew themselves. Fetch the badge once a minute, and never keep a copy.",
        howToCheck: "Load them from this site each time: a copied picture outlives its advisory.",
      },
      partner: {
        title: "Partners who are told",
        howOften:
          "Never: you are called within a second. Ask once an hour all the same, in case your own address failed.",
        howToCheck:
          "WebSub: X-Hub-Signature with your hub.secret. Webhooks: webhook-signature with your secret, and throw away a webhook-id that you have had.",
      },
    },
    addresses: {
      feeds: {
        title: "RSS, Atom and JSON Feed",
        text: "For people's news readers. Filters: ?kind= &area= &sector= &lang=",
      },
      capFeed: {
        title: "CAP 1.2, as an Atom feed",
        text: "For alerting software. Each entry links one Common Alerting Protocol message, newest first.",
      },
      capCurrent: {
        title: "The one current CAP message",
        text: "For signs and players that poll one address. Alerts only, unless ?kind= says otherwise; the most urgent first. HTTP 204 without a body when there is none.",
      },
      certificate: {
        title: "Proof that a CAP message is ours",
        text: "Each CAP message is signed (XML Signature, RSA-SHA256). Here are the certificates: first the one that signs now, then the next and all earlier ones. To check a message: xmlsec1 --verify --trusted-pem certificate.pem --enabled-key-data x509 message.xml",
      },
      ntasAlerts: {
        title: "NTAS XML 1.1: alerts",
        text: "The format that DHS documented for NTAS. Times are in GMT. When nothing is in effect: HTTP 200 and an empty list.",
      },
      ntasFeed: {
        title: "NTAS XML 1.1: everything in one file",
        text: "The same with all details, sections, locations and sectors.",
      },
      api: {
        title: "JSON",
        text: "All advisories with their phase and history. Filters: ?phase= &kind= &area= &sector= &lang=. Pages: ?limit=, then follow next. Only some members: ?fields=. As a map: Accept: application/geo+json",
      },
      events: {
        title: "Events as they happen",
        text: "Server-sent events within a tenth of a second of a change. Each is a pointer: fetch what it names. Send Last-Event-ID to go on after a break; the same event may come twice, with the same id.",
      },
      websub: {
        title: "WebSub hub",
        text: "Each feed names this hub. Ask it by POST to send you a feed, with its filters, at each change: your callback is asked first. A secret of yours signs what is sent. For webhooks of your own, ask the agency for one: they follow Standard Webhooks.",
      },
      taxii: {
        title: "TAXII 2.1, for threat intelligence",
        text: "STIX 2.1 reports, read-only: one collection, called advisories. What has ended is labelled ended; what was issued in error is revoked.",
      },
      sheets: {
        title: "Plain text and PDF",
        text: "One advisory in 70 columns for braille displays and old phones, and as a tagged PDF of one or two pages. Not every language can be written as a PDF.",
      },
      pictures: {
        title: "Frame, badge, screen and calendar",
        text: "A frame of 170 by 180 pixels or fluid, a badge as SVG and PNG, a page for screens that says when it could not refresh, and a calendar with one event at each end.",
      },
      openapi: { title: "OpenAPI", text: "The description of the JSON interface, for generators and validators." },
    },
    sections: [
      {
        heading: "How often to ask",
        paragraphs: [
          "Once a minute is enough for most uses; every 30 seconds is the most that can bring anything new.",
        ],
        points: [
          "Send If-None-Match with the ETag of the last answer: an unchanged answer is then 304, without a body.",
          "A sign that asks once a minute, with its player's own delay, may lag three minutes: let it show a message at most until the end that the message names, and for ten minutes after the last good answer.",
          "Keep to Cache-Control and Retry-After. No answer may be kept beyond an advisory's end.",
          "An empty answer with 200 or 204 means that there are no advisories. Any other status means that we cannot tell: keep what you have, marked as old, until its end, and never show “none”.",
          "The Date header says when an answer was made. Show your readers when you last heard from us.",
        ],
      },
      {
        heading: "Service notices",
        paragraphs: [
          "Before planned tests, changes of certificates or formats, and interruptions, partners' contacts get mail about them. Ask the agency to put your address on the list: you get one mail with a link, and say yes there. Partners with a webhook can ask on its page. Service notices are never about a threat.",
        ],
      },
      {
        heading: "Terms",
        paragraphs: ["You may use, copy, translate and pass on everything here."],
        points: [
          "Show the kind in words: Bulletin, Elevated Alert or Imminent Alert. Rules for regulated facilities tell Alerts from Bulletins.",
          "Show when it ends, with the time zone, and take it down at that moment.",
          "Pass on changes and withdrawals the same way as the original.",
          "Keep the place, and a link to the advisory, in copies and translations.",
          "Never make “all clear” out of an empty answer.",
          "Exercises and tests live under /exercise/ only. Do not mix them with the real ones.",
        ],
      },
    ],
  },
  privacy: {
    title: "Privacy",
    intro: "You can read everything on this site without telling us anything about you.",
    sections: [
      {
        heading: "When you read",
        paragraphs: [
          "These pages set no cookies, load nothing from other sites, and do not follow you.",
          "Your browser keeps a copy of the last read advisories, for when there is no connection. It stays on your device; clearing the site's data in the browser removes it.",
        ],
      },
      {
        heading: "When you subscribe",
        paragraphs: ["We keep what is needed to send you advisories:"],
        points: [
          "your e-mail address, or the address that your browser made for notifications;",
          "your choices: language, kinds, places, sectors;",
          "when and how you subscribed and confirmed;",
          "which advisories were sent to you, so that corrections reach you too.",
        ],
      },
      {
        heading: "What we do not do",
        paragraphs: [
          "Messages carry no tracking images and no rewritten links. Addresses are used for advisories and for nothing else.",
        ],
      },
      {
        heading: "When you leave",
        paragraphs: [
          "Each message has a link to leave. After that nothing more is sent to you. Notifications can be turned off in the browser too.",
        ],
      },
      {
        heading: "Take it along, have it erased",
        paragraphs: [
          "The page on which you change your choices gives you all that is kept about you as a file, and erases it. After that a scrambled mark remains from which your address cannot be read: with it no list can sign you up again.",
          "A sign-up that nobody confirmed is forgotten within about a month.",
        ],
      },
      {
        heading: "Partners' contacts",
        paragraphs: [
          "Whoever was asked to get notices about the service itself has a name, an address and a language here, until we take them off the list. Each notice has a link to leave. After that a scrambled mark remains, so that who said no is not asked again.",
        ],
      },
    ],
  },
  accessibility: {
    title: "Accessibility",
    intro: "A warning must reach everyone. This site is built towards WCAG 2.2, level AA.",
    sections: [
      {
        heading: "What that means here",
        paragraphs: [],
        points: [
          "Every page works without JavaScript, by keyboard alone, with a screen reader, and at 360 pixels or 400 % zoom.",
          "Kind, place and end come first. The kind is told by words and by shape, never by color alone.",
          "Light, dark and high-contrast settings of your device are followed; pages print on plain paper.",
          "Each part is marked with the language it is in.",
        ],
      },
      {
        heading: "If something does not work for you",
        paragraphs: [
          "Tell the agency that runs this site, with the address of the page and what you use. Advisories also come by e-mail and in feeds, in plain text.",
        ],
      },
    ],
  },
};
