import type { MailMessages } from "../mail.ts";

export const mail: MailMessages = {
  subjectKinds: { bulletin: "Boletín", elevated: "Alerta elevada", imminent: "ALERTA INMINENTE" },
  leads: {
    updated: "ACTUALIZACIÓN",
    extended: "PRÓRROGA",
    correction: "CORRECCIÓN",
    ended: "TERMINÓ",
    endedAsPlanned: "TERMINÓ SEGÚN LO PREVISTO",
  },
  subjectDemo: "DEMOSTRACIÓN",
  until: (time) => `hasta: ${time}`,
  endedAt: (time) => `terminó: ${time}`,
  issuedInError: "se emitió por error",
  notOfficial: "No es una fuente oficial. No actúe según este mensaje sin consultar una fuente oficial.",
  demo: "Demostración. Este mensaje es un ejemplo, no una advertencia real.",
  exercise: (word) => `${word} ${word} ${word}. Nada en este mensaje es una advertencia real. No actúe según él.`,
  endsByItself: "Termina por sí solo a esa hora, salvo que se le avise otra cosa.",
  endedAsPlanned: (title, place, time) => `${title} (${place}): terminó según lo previsto a las ${time}.`,
  ended: (title, place, time) => `${title} (${place}): se dio por terminado a las ${time}.`,
  threatIsOver: "La amenaza que describía ha pasado.",
  noAllClear: "Esto no significa que no haya riesgo: el sistema no tiene señal de «fin del peligro».",
  otherAdvisories: "Otros avisos vigentes:",
  noOtherAdvisories: "Otros avisos vigentes: ninguno al momento de este mensaje.",
  textBelowStands: "Vale el texto que sigue.",
  standsAgain: "Este aviso está vigente de nuevo.",
  newText: "Usted recibió un texto anterior de este aviso. Este es el texto que vale ahora.",
  reason: "Qué cambió y por qué",
  replaces: (what) => `Este aviso reemplaza a: ${what}.`,
  page: "Este aviso en la web, siempre como está vigente:",
  verify: "¿Es auténtico este mensaje? Vea lo que se envió:",
  noReplies: "Nadie lee las respuestas a este mensaje.",
  emergency: "En una emergencia llame al 9-1-1.",
  report: "Para informar de actividad sospechosa, avise a la policía local. Cómo informar:",
  why: (site) =>
    `Recibe este mensaje porque esta dirección fue inscrita y confirmada para recibir los avisos de ${site}.`,
  change: "Cambiar lo que recibe:",
  leave: "Darse de baja (ningún mensaje más):",
  confirm: {
    subject: (site) => `Confirme su suscripción a ${site}`,
    text: (site) =>
      `Alguien, probablemente usted, pidió a ${site} que enviara avisos sobre terrorismo a esta dirección. No se envía nada hasta que se confirme.`,
    link: "Para confirmar, abra esta página y pulse el botón:",
    ignore: "Si no fue usted, ignore este mensaje: no recibirá nada más.",
  },
  goodbye: {
    subject: (site) => `Se dio de baja de ${site}`,
    text: (site) => `Esta dirección ya no recibe avisos de ${site}.`,
    link: "Si fue un error, abra esta página y pulse el botón para volver a recibirlos:",
    notYou: "Puede que varias personas compartan este buzón: una de ellas se dio de baja por todas.",
  },
  erased: {
    subject: (site) => `Se borraron sus datos en ${site}`,
    text: (site) => `Como se pidió, ${site} ya no envía nada a esta dirección y ha borrado lo que guardaba sobre ella.`,
    last: "Este es el último mensaje. Quien quiera avisos de nuevo puede volver a suscribirse:",
  },
  noticeInvite: {
    subject: (site) => `Notas de servicio de ${site}: ¿las quiere?`,
    text: (site) =>
      `Esta dirección se indicó como contacto de máquinas que leen ${site}. Sus operadores escriben a esos contactos antes de pruebas previstas, cambios de certificados o formatos e interrupciones. No se envía nada hasta que usted diga que sí.`,
    link: "Para decir sí o no, abra esta página y pulse un botón:",
    ignore: "Si esto no le dice nada, ignore este mensaje: no recibirá nada más.",
  },
  notice: {
    subject: (site, topic) => `[NOTA DE SERVICIO] ${topic} – ${site}`,
    topics: {
      test: "Prueba prevista",
      certificate: "Cambio de certificado",
      format: "Cambio de formato",
      interruption: "Interrupción prevista",
    },
    notAnAdvisory: (site) =>
      `Esto trata del funcionamiento de ${site}, para quienes manejan máquinas que lo leen. No es un aviso y no dice nada de ninguna amenaza.`,
    sentBy: (person) => `Escrito por ${person}.`,
    guide: "Lo que las máquinas pueden leer aquí:",
    leave: "No recibir más notas de servicio:",
    copy: "Esta es la copia para editores de lo que se envió a los contactos de los socios.",
  },
  editors: {
    subject: (title, actor) => `[NTAS] Retirado por ${actor}: ${title}`,
    text: (title, actor, time) => `${actor} retiró ${title} a las ${time}. Para retirar basta una persona.`,
    unpublished: "Estaba programado y no se había publicado.",
    link: "Vea lo que está vigente y, si fue un error, publíquelo de nuevo entre dos personas:",
  },
  published: {
    subject: (title) => `[NTAS] Publicado: ${title}`,
    text: (title, actor, time) => `${title} es público desde las ${time}. Lo aprobó ${actor}.`,
    link: "Vea hasta dónde ha llegado, o retírelo si es un error (una persona, dos pasos):",
  },
  submitted: {
    subject: (title) => `[NTAS] Espera su aprobación: ${title}`,
    again: (title, minutes) => `[NTAS] Sigue esperando después de ${minutes} minutos: ${title}`,
    text: (title, actor, time) =>
      `${actor} presentó ${title} a las ${time}. No se publica nada hasta que otra persona lo apruebe.`,
    link: "Léalo y apruébelo o devuélvalo. La página funciona en un teléfono:",
    push: {
      title: (kind) => `Espera su aprobación: ${kind}`,
      again: (kind, minutes) => `Sigue esperando después de ${minutes} minutos: ${kind}`,
      text: "Léalo y apruébelo o devuélvalo.",
    },
  },
  submittedForPractice: {
    subject: (title) => `[NTAS] Práctica para quien aprueba: ${title}`,
    again: (title, minutes) => `[NTAS] Práctica, ${minutes} minutos más tarde: ${title}`,
    text: (title, actor, time) =>
      `${actor} entregó ${title} a las ${time}, como práctica. El público no ve nada de ello, decida lo que decida.`,
    link: "Haga su parte del ejercicio en esta página, también en un teléfono:",
    push: {
      title: (kind) => `Práctica para quien aprueba: ${kind}`,
      again: (kind, minutes) => `Práctica, ${minutes} minutos más tarde: ${kind}`,
      text: "Haga su parte del ejercicio. El público no ve nada de ello.",
    },
  },
  sunset: {
    subject: (title, hours) => `[NTAS] Termina en ${hours} horas: ${title}`,
    text: (title, time) =>
      `${title} termina por sí solo a las ${time}. Para prolongarlo o reemplazarlo hacen falta dos personas; para dejar que termine, ninguna.`,
    link: "Prolónguelo, reemplácelo o deje que termine:",
  },
  alarm: {
    raised: {
      subject: (site, detail) => `[ALARMA] ${site}: ${detail}`,
      text: (detail, time) => `Desde las ${time}: ${detail}.`,
    },
    over: {
      subject: (site, detail) => `[RESUELTO] ${site}: ${detail}`,
      text: (detail, time) => `A las ${time} terminó: ${detail}.`,
    },
    link: "Qué está vigente y qué hacer cuando algo no funciona:",
  },
  canary: {
    subject: (site) => `[PRUEBA] ${site}: los mensajes salen`,
    text: (time) => `Se envía cada tres minutos para mostrar que los mensajes salen. Este correspondía a las ${time}.`,
  },
  account: {
    subject: {
      added: (name) => `[NTAS] Nuevo editor: ${name}`,
      roles: (name) => `[NTAS] Cambio de funciones: ${name}`,
      vouched: (name) => `[NTAS] Puede aprobar desde hoy: ${name}`,
      disabled: (name) => `[NTAS] Cuenta desactivada: ${name}`,
      requested: (name) => `[NTAS] Espera a un segundo administrador: ${name}`,
    },
    text: {
      added: (person, roles, actor, time) =>
        `${person} puede iniciar sesión en la consola desde las ${time}, con estas funciones: ${roles}. Lo agregó: ${actor}.`,
      roles: (person, roles, actor, time) =>
        `Desde las ${time}, ${person} tiene estas funciones: ${roles}. Lo cambió: ${actor}.`,
      vouched: (person, _roles, actor, time) =>
        `${person} tiene una cuenta nueva y puede aprobar avisos reales desde las ${time}. Lo permitió: ${actor}.`,
      disabled: (person, _roles, actor, time) =>
        `Se cerró la sesión de ${person} y se bloqueó su cuenta a las ${time}. Lo hizo: ${actor}.`,
      requested: (person, roles, actor, time) =>
        `${actor} pidió a las ${time} un cambio en la cuenta de ${person} (funciones: ${roles}). Hace falta un segundo administrador.`,
    },
    link: "Si esto le sorprende, pregunte a la persona nombrada y revise las cuentas:",
  },
  signIn: {
    subject: (site) => `Iniciar sesión en la consola de ${site}`,
    text: (name, site) =>
      `Este enlace inicia la sesión de ${name} en la consola de ${site}. Funciona una sola vez, durante un día. No lo comparta nunca.`,
    link: "Inicie sesión y agregue una llave de acceso en «Your account»:",
    notYou: "Si no lo esperaba, no haga nada y avise a un administrador.",
  },
  push: {
    withdrawn: "Retirado: emitido por error",
    inEnglish: (headline) => `Texto en inglés: ${headline}`,
    inEffectNow: (what) => `Vigente ahora: ${what}.`,
    unreadable: {
      title: "Avisos sobre terrorismo",
      body: "Hay novedades. Abra el sitio para leer qué está vigente.",
    },
    ended: "Terminado",
  },
};
