/** Words of the page on which editors sign in. */
import type { InterfaceLanguage } from "./index.ts";

const en = {
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

const es: typeof en = {
  title: "Iniciar sesión",
  intro: "Para los editores de este sitio. Los lectores no necesitan una cuenta.",
  needed: "Esta página es para editores con sesión iniciada, y usted no la ha iniciado o ya terminó.",
  passkeyTitle: "Con una llave de acceso",
  passkeyText:
    "La llave de su teléfono, su computadora o una llave de seguridad, que se abre con su dedo, su rostro o un PIN.",
  passkeyButton: "Iniciar sesión con una llave de acceso",
  working: "Esperando su llave de acceso …",
  cancelled: "No se usó ninguna llave de acceso. Pulse el botón para intentarlo de nuevo.",
  needsScript:
    "Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador. Las otras maneras funcionan sin él.",
  noPasskeys: {
    "ip-address":
      "Las llaves de acceso no funcionan aquí: los navegadores las rechazan en direcciones que son números.",
    "not-https": "Las llaves de acceso no funcionan aquí: los navegadores las rechazan en páginas sin cifrado (https).",
  },
  providerTitle: "Con la cuenta de su agencia",
  providerText: "Irá a la página de inicio de sesión de su agencia y volverá aquí.",
  providerButton: "Iniciar sesión con la cuenta de su agencia",
  linkTitle: "Con un enlace de un solo uso",
  linkText:
    "¿Es nuevo o perdió su llave de acceso? Pida un enlace a un administrador. Funciona una sola vez, durante un día. Si nadie puede iniciar sesión, un operador imprime uno en el servidor.",
  signedInTitle: "Ha iniciado sesión",
  goOn: "Continuar a la consola",
  providerDownTitle: "No se puede acceder a la página de inicio de sesión de su agencia",
  providerDownText:
    "Su cuenta no tiene ningún problema. Este sitio no pudo comunicarse con el proveedor de identidad de su agencia.",
  providerRefusedTitle: "No se aceptó la cuenta de su agencia",
  providerRefusedText: "No se inició la sesión.",
  providerReasons: {
    cancelled: "El inicio de sesión se canceló o tardó más de diez minutos.",
    invalid: "No se pudo confiar en lo que respondió el proveedor de identidad.",
    weak: "La manera en que inició sesión allí no es bastante segura para este sitio. Use la más segura que tenga, como una llave de seguridad o una tarjeta.",
    unknown:
      "Ningún editor de aquí tiene su dirección de correo, o allí no está verificada. Solo los administradores crean cuentas.",
  },
  instead: [
    "Inicie sesión con una llave de acceso o con un enlace de un solo uso.",
    "Inténtelo de nuevo en un minuto.",
  ],
};

export type SignInWords = typeof en;

const byLanguage: Readonly<Record<InterfaceLanguage, SignInWords>> = { en, es };

export function signInWords(language: InterfaceLanguage): SignInWords {
  return byLanguage[language];
}
