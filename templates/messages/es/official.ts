import type { OfficialWords } from "../official-words.ts";

export const official: OfficialWords = {
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
};
