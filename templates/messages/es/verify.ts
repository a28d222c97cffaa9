import type { VerifyWords } from "../verify-words.ts";

export const verify: VerifyWords = {
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
};
