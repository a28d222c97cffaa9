/** What the banner and the identifier of an official site say: the words of the US Web Design System, in both of its languages. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface OfficialWords {
  readonly banner: string;
  readonly howYouKnow: string;
  readonly domainTitle: string;
  readonly domain: readonly [before: string, domain: string, after: string];
  readonly secureTitle: string;
  readonly secure: readonly [before: string, scheme: string, after: string];
  readonly identifier: string;
  readonly anOfficialSiteOf: string;
  readonly importantLinks: string;
  readonly about: (agency: string) => string;
  readonly accessibility: string;
  readonly foia: string;
  readonly noFear: string;
  readonly privacy: string;
  readonly government: string;
  readonly lookingFor: string;
  readonly visit: string;
  readonly visitUrl: string;
  readonly privacyAct: string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, OfficialWords>> = {
  en: {
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
  },
  es: {
    banner: "Un sitio oficial del Gobierno de Estados Unidos",
    howYouKnow: "Así es como usted puede verificarlo",
    domainTitle: "Los sitios web oficiales usan .gov",
    domain: ["Un sitio web ", ".gov", " pertenece a una organización oficial del Gobierno de Estados Unidos."],
    secureTitle: "Los sitios web seguros .gov usan HTTPS",
    secure: [
      "Un candado o ",
      "https://",
      " significa que usted se conectó de forma segura a un sitio web .gov. Comparta información sensible solo en sitios web oficiales y seguros.",
    ],
    identifier: "Identificador de la agencia",
    anOfficialSiteOf: "Un sitio web oficial de",
    importantLinks: "Enlaces importantes",
    about: (agency) => `Acerca de ${agency}`,
    accessibility: "Declaración de accesibilidad",
    foia: "Solicitud a través de FOIA",
    noFear: "Datos de la ley No FEAR",
    privacy: "Política de privacidad",
    government: "Información y servicios del Gobierno de EE. UU.",
    lookingFor: "¿Necesita información y servicios del Gobierno?",
    visit: "Visite USAGov en Español",
    visitUrl: "https://www.usa.gov/es/",
    privacyAct: "Declaración según la Ley de Privacidad",
  },
};

export function officialWords(language: string): OfficialWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
