import type { OfficialWords } from "../official-words.ts";

export const official: OfficialWords = {
  banner: "An official website of the United States government",
  howYouKnow: "Here’s how you know",
  domainTitle: "Official websites use .gov",
  domain: ["A ", ".gov", " website belongs to an official government organization in the United States."],
  secureTitle: "Secure .gov websites use HTTPS",
  secure: [
    "A lock or ",
    "https://",
    " means you’ve safely connected to the .gov website. Share sensitive information only on official, secure websites.",
  ],
  identifier: "Agency identifier",
  anOfficialSiteOf: "An official website of the",
  importantLinks: "Important links",
  about: (agency) => `About ${agency}`,
  accessibility: "Accessibility statement",
  foia: "FOIA requests",
  noFear: "No FEAR Act data",
  privacy: "Privacy policy",
  government: "U.S. government information and services",
  lookingFor: "Looking for U.S. government information and services?",
  visit: "Visit USA.gov",
  visitUrl: "https://www.usa.gov/",
  privacyAct: "Privacy Act statement",
};
