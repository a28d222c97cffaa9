/** The words of the page that tells a genuine message from a made-up one. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface VerifyWords {
  readonly title: string;
  readonly intro: string;
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  readonly again: string;
  readonly compareTitle: string;
  readonly compare: string;
  readonly sentTitle: string;
  readonly code: string;
  readonly sentAt: string;
  readonly stands: string;
  readonly laterStands: string;
  readonly notActive: string;
  readonly correctionTitle: string;
  readonly withdrawnTitle: string;
  readonly withdrawn: string;
  readonly exercise: string;
  readonly presentPage: string;
  readonly cap: string;
  readonly inLanguages: string;
  readonly unknownTitle: string;
  readonly unknown: (code: string) => string;
  readonly unknownAdvice: readonly string[];
}

const byLanguage: Readonly<Record<InterfaceLanguage, VerifyWords>> = {
  en: {
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
  },
  es: {
    title: "¿Es auténtico este mensaje?",
    intro:
      "Cada mensaje que enviamos lleva un enlace con un código. Aquí verá qué se envió con ese código, cuándo, y si sigue vigente.",
    label: "Código del mensaje",
    hint: "El código está al final del enlace que pregunta si el mensaje es auténtico. Puede pegar el enlace entero.",
    button: "Mostrar lo que se envió",
    again: "Comprobar otro código",
    compareTitle: "Compare las palabras",
    compare:
      "Compare las palabras de su mensaje con las de abajo. Un código copiado puede estar en un mensaje falso: solo se envió el texto de abajo.",
    sentTitle: "Enviamos esto",
    code: "Código",
    sentAt: "Enviado",
    stands: "Este es el texto vigente ahora.",
    laterStands: "Este texto se envió, pero ya no está vigente: lo reemplazó un texto posterior del mismo aviso.",
    notActive: "Este texto se envió, pero el aviso ya no está vigente.",
    correctionTitle: "Enviamos esta corrección",
    withdrawnTitle: "Esto se emitió por error",
    withdrawn: "Se envió por error un mensaje con este código. No actúe según él. Su texto ya no se muestra.",
    exercise: "Era un simulacro o una prueba, no una advertencia real. No actúe según él.",
    presentPage: "Ver el aviso como está ahora",
    cap: "El mensaje firmado para máquinas (CAP)",
    inLanguages: "El mismo mensaje en otros idiomas",
    unknownTitle: "No enviamos nada con este código",
    unknown: (code) => `Ningún mensaje nuestro tiene el código «${code}».`,
    unknownAdvice: [
      "Compruebe que copió el código entero.",
      "Si es así, el mensaje no es nuestro: no actúe según él y no lo reenvíe.",
      "Lo que está vigente ahora se ve en nuestra página de avisos vigentes.",
    ],
  },
};

export function verifyWords(language: string): VerifyWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
