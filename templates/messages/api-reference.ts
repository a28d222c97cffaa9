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
  readonly limits: string;
  readonly limitsIntro: string;
  readonly limitedActs: { readonly [act in LimitedAct]: string };
}

export const limitedActs = ["signUps", "hubRequests", "partnerActs", "signIns"] as const;
export type LimitedAct = (typeof limitedActs)[number];

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
    limits: "Limits",
    limitsIntro:
      "Reading has no limit: once a minute is enough, and more often than every 30 seconds brings nothing new. From one network (an IPv4 /24 or an IPv6 /64) come in an hour at most the following; what is above is answered with 429, and Retry-After says in how many seconds to ask again. 503 has a Retry-After too where it is known.",
    limitedActs: {
      signUps: "sign-ups",
      hubRequests: "requests to the WebSub hub",
      partnerActs: "acts on a partner's page",
      signIns: "attempts of editors to sign in",
    },
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
    limits: "Límites",
    limitsIntro:
      "Leer no tiene límite: una vez por minuto basta, y más de una vez cada 30 segundos no trae nada nuevo. Desde una misma red (una IPv4 /24 o una IPv6 /64) se admite por hora como máximo lo siguiente; lo que pase de ahí se responde con 429, y Retry-After dice dentro de cuántos segundos volver a preguntar. También 503 lleva Retry-After cuando se conoce.",
    limitedActs: {
      signUps: "altas",
      hubRequests: "solicitudes al centro WebSub",
      partnerActs: "acciones en la página de un socio",
      signIns: "intentos de los editores de iniciar sesión",
    },
  },
};
