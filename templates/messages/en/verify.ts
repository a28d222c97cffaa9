import type { VerifyWords } from "../verify-words.ts";

export const verify: VerifyWords = {
  title: "Is this message genuine?",
  intro:
    "Each message that we send carries a link with a code. Here you see what was sent under that code, when, and whether it still stands.",
  label: "Code of the message",
  hint: "The code stands at the end of the link that asks whether the message is genuine. You can paste the whole link.",
  button: "Show what was sent",
  again: "Check another code",
  compareTitle: "Compare the words",
  compare:
    "Compare the words of your message with the words below. A copied code can sit on a false message: only the text below was sent.",
  sentTitle: "We sent this",
  code: "Code",
  sentAt: "Sent",
  stands: "This is the text that stands now.",
  laterStands: "This text was sent, but it no longer stands: a later text of the same advisory has taken its place.",
  notActive: "This text was sent, but the advisory no longer stands.",
  correctionTitle: "We sent this correction",
  withdrawnTitle: "This was issued in error",
  withdrawn: "A message with this code was sent in error. Do not act on it. Its text is no longer shown.",
  exercise: "It was an exercise or a test, not a real warning. Do not act on it.",
  presentPage: "See the advisory as it is now",
  cap: "The signed message for machines (CAP)",
  inLanguages: "The same message in other languages",
  unknownTitle: "We sent nothing under this code",
  unknown: (code) => `No message of ours has the code “${code}”.`,
  unknownAdvice: [
    "Check that the code was copied whole.",
    "If it was, the message is not from us: do not act on it and do not pass it on.",
    "What is in effect now stands on our page of current advisories.",
  ],
};
