import type { SignInWords } from "../sign-in-words.ts";

export const signIn: SignInWords = {
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
