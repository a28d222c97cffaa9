import type { ApiReferenceWords } from "../api-reference.ts";

export const apiReference: ApiReferenceWords = {
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
};
