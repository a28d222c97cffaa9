/** Words around the reference of the API. The reference itself is in English, as the API is. */
import type { InterfaceLanguage } from "./index.ts";

export interface ApiReferenceWords {
  readonly title: string;
  readonly intro: string;
  readonly operations: string;
  readonly role: string;
  readonly parameters: string;
  readonly refusals: string;
  readonly refusalsIntro: string;
  readonly more: string;
}

export const apiReferenceWords: Readonly<Record<InterfaceLanguage, ApiReferenceWords>> = {
  en: {
    title: "The API",
    intro:
      "Reading needs no key. Unknown query parameters are refused, so that a misspelt filter never passes for an empty answer. Times carry their offset.",
    operations: "Addresses",
    role: "Role",
    parameters: "Parameters",
    refusals: "Refusals",
    refusalsIntro:
      "An error is a problem document (RFC 9457, application/problem+json): its type leads to the row here, its detail says what to do.",
    more: "For programs that read OpenAPI: ",
  },
  es: {
    title: "La API",
    intro:
      "Para leer no hace falta clave. Los parámetros desconocidos se rechazan, para que un filtro mal escrito no parezca una respuesta vacía. Las horas llevan su diferencia con UTC. La referencia está en inglés, como la API.",
    operations: "Direcciones",
    role: "Función",
    parameters: "Parámetros",
    refusals: "Rechazos",
    refusalsIntro:
      "Un error es un documento (RFC 9457, application/problem+json): su tipo lleva a la fila de aquí y su detalle dice qué hacer.",
    more: "Para programas que leen OpenAPI: ",
  },
};
