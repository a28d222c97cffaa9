export const signIn = {
  title: "Sign in",
  intro: "For the editors of this site. Readers need no account.",
  needed: "This page is for signed-in editors, and you are not signed in, or no longer.",
  passkeyTitle: "With a passkey",
  passkeyText: "The key on your phone, your computer or a security key, opened by your finger, face or PIN.",
  passkeyButton: "Sign in with a passkey",
  working: "Waiting for your passkey …",
  cancelled: "No passkey was used. Press the button to try again.",
  needsScript: "Passkeys need JavaScript, which is off in this browser. The other ways work without it.",
  noPasskeys: {
    "ip-address": "Passkeys do not work here: browsers refuse them for addresses that are numbers.",
    "not-https": "Passkeys do not work here: browsers refuse them on pages without encryption (https).",
  },
  providerTitle: "With your agency's account",
  providerText: "You are sent to your agency's sign-in page, and come back here.",
  providerButton: "Sign in with your agency's account",
  linkTitle: "With a one-time link",
  linkText:
    "New here, or lost your passkey? Ask an administrator for a sign-in link. It works once, for a day. When nobody can sign in, an operator prints one on the server.",
  signedInTitle: "You are signed in",
  goOn: "Go on to the console",
  providerDownTitle: "Your agency's sign-in page cannot be reached",
  providerDownText:
    "Nothing is wrong with your account. This site could not speak with your agency's identity provider.",
  providerRefusedTitle: "Your agency's account was not accepted",
  providerRefusedText: "You were not signed in.",
  providerReasons: {
    cancelled: "The sign-in was cancelled, or took longer than ten minutes.",
    invalid: "What came back from the identity provider could not be trusted.",
    weak: "You signed in there in a way that is not strong enough for this site. Use your strongest one, such as a security key or card.",
    unknown:
      "No editor here has your e-mail address, or it is not verified there. Accounts are made by administrators only.",
  },
  instead: ["Sign in with a passkey or a one-time link instead.", "Try again in a minute."],
};
