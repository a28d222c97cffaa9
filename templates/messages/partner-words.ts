/** Words of the page on which a partner looks after its webhook. The console shows the same, in English. */
import type { InterfaceLanguage } from "./index.ts";

export interface PartnerWords {
  readonly title: string;
  readonly intro: string;
  readonly keepSecret: string;
  readonly address: string;
  readonly format: string;
  readonly formats: { readonly json: string; readonly cap: string };
  readonly header: string;
  readonly stateName: string;
  readonly states: { readonly active: string; readonly paused: string; readonly gone: string };
  readonly exercises: string;
  readonly secretTitle: string;
  readonly secretText: string;
  readonly rotated: string;
  readonly show: string;
  readonly rotate: string;
  readonly testTitle: string;
  readonly testText: string;
  readonly test: string;
  readonly testSent: string;
  readonly eventsTitle: string;
  readonly noEvents: string;
  readonly event: string;
  readonly testEvent: string;
  readonly revision: (number: number) => string;
  readonly sunset: (number: number) => string;
  readonly lastTry: string;
  readonly tries: string;
  readonly outcome: string;
  readonly outcomes: Readonly<Record<"accepted" | "later" | "gone" | "refused" | "unknown", string>>;
  readonly again: string;
  readonly againSent: string;
  readonly noticesTitle: string;
  readonly noticesText: string;
  readonly notices: string;
  readonly noticesAsked: string;
  readonly pauseTitle: string;
  readonly pauseText: string;
  readonly pause: string;
  readonly resume: string;
}

export const partnerWords: Record<InterfaceLanguage, PartnerWords> = {
  en: {
    title: "Webhook",
    intro: "What is sent to your server, and what became of it.",
    keepSecret: "Whoever has the address of this page can do what it offers. Keep it to yourselves.",
    address: "Address",
    format: "Body",
    formats: { json: "JSON event", cap: "Signed CAP message" },
    header: "Header sent along",
    stateName: "State",
    states: {
      active: "Active",
      paused: "Paused: nothing is sent",
      gone: "Ended: your server answered 410 Gone",
    },
    exercises: "Exercises are sent too",
    secretTitle: "Signing secret",
    secretText: "Each request is signed as Standard Webhooks says. Check the signature before you act on it.",
    rotated: "This is the new secret. For three days the one before signs too, so that you can change over.",
    show: "Show the secret",
    rotate: "Make a new secret",
    testTitle: "Test",
    testText:
      "A test event is sent at once and once. It is signed, its type is test.event, and it tells of no advisory.",
    test: "Send a test event",
    testSent: "The test event is on its way. Reload this page to see what became of it.",
    eventsTitle: "Events",
    noEvents: "Nothing was sent yet.",
    event: "Event",
    testEvent: "Test event",
    revision: (number) => `revision ${number}`,
    sunset: (number) => `sunset, revision ${number}`,
    lastTry: "Last try",
    tries: "Tries",
    outcome: "What became of it",
    outcomes: {
      accepted: "Delivered",
      later: "Is tried again",
      gone: "410 Gone",
      refused: "Failed",
      unknown: "No answer",
    },
    again: "Send again",
    againSent: "It is on its way again, with the same webhook-id.",
    noticesTitle: "Service notices",
    noticesText:
      "Mail before planned tests, changes of certificates or formats, and interruptions. The contact gets a link by mail, and says yes or no there.",
    notices: "Ask the contact",
    noticesAsked: "The contact is asked by mail, unless that was done a moment ago or has been answered.",
    pauseTitle: "Pause",
    pauseText: "While it is paused nothing is sent, and what is missed is not sent later.",
    pause: "Pause",
    resume: "Resume",
  },
  es: {
    title: "Webhook",
    intro: "Lo que se envía a su servidor y qué ocurrió con ello.",
    keepSecret: "Quien tenga la dirección de esta página puede hacer lo que ella ofrece. No la comparta.",
    address: "Dirección",
    format: "Contenido",
    formats: { json: "Evento en JSON", cap: "Mensaje CAP firmado" },
    header: "Encabezado adjunto",
    stateName: "Estado",
    states: {
      active: "Activo",
      paused: "En pausa: no se envía nada",
      gone: "Terminado: su servidor respondió 410 Gone",
    },
    exercises: "También se envían los ejercicios",
    secretTitle: "Secreto de firma",
    secretText: "Cada solicitud va firmada según Standard Webhooks. Compruebe la firma antes de actuar.",
    rotated: "Este es el secreto nuevo. Durante tres días también firma el anterior, para que pueda cambiarlo.",
    show: "Mostrar el secreto",
    rotate: "Crear un secreto nuevo",
    testTitle: "Prueba",
    testText:
      "Un evento de prueba se envía enseguida y una sola vez. Va firmado, su tipo es test.event y no informa de ningún aviso.",
    test: "Enviar un evento de prueba",
    testSent: "El evento de prueba está en camino. Vuelva a cargar esta página para ver qué ocurrió.",
    eventsTitle: "Eventos",
    noEvents: "Todavía no se ha enviado nada.",
    event: "Evento",
    testEvent: "Evento de prueba",
    revision: (number) => `revisión ${number}`,
    sunset: (number) => `fin previsto, revisión ${number}`,
    lastTry: "Último intento",
    tries: "Intentos",
    outcome: "Qué ocurrió",
    outcomes: {
      accepted: "Entregado",
      later: "Se intentará de nuevo",
      gone: "410 Gone",
      refused: "Falló",
      unknown: "Sin respuesta",
    },
    again: "Enviar de nuevo",
    againSent: "Está en camino de nuevo, con el mismo webhook-id.",
    noticesTitle: "Notas de servicio",
    noticesText:
      "Correo antes de pruebas previstas, cambios de certificados o formatos e interrupciones. El contacto recibe un enlace por correo y allí dice sí o no.",
    notices: "Preguntar al contacto",
    noticesAsked: "Se pregunta al contacto por correo, salvo que se haya hecho hace un momento o ya haya respondido.",
    pauseTitle: "Pausa",
    pauseText: "Mientras está en pausa no se envía nada, y lo que se pierda no se enviará después.",
    pause: "Pausar",
    resume: "Reanudar",
  },
};
