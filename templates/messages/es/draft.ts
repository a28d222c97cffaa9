import type { DraftWords } from "../draft-words.ts";

export const draft: DraftWords = {
  marks: {
    exercise: { head: "SIMULACRO – ", sentence: "Esto es un simulacro." },
    test: { head: "PRUEBA – ", sentence: "Esto es una prueba." },
  },
  heads: {
    bulletin: {
      headline: "[TENDENCIA O SUCESO] en [LUGAR]",
      summary: "[QUÉ HA CAMBIADO]. No conocemos ninguna amenaza concreta.\n\n[QUÉ SIGNIFICA PARA LA GENTE]",
    },
    elevated: {
      headline: "Amenaza creíble contra [OBJETIVO] en [LUGAR]",
      summary: "Hay información creíble sobre una amenaza contra [OBJETIVO]. No se conoce la hora ni el lugar exacto.",
    },
    imminent: {
      headline: "Amenaza creíble, concreta e inminente contra [OBJETIVO] en [LUGAR]",
      summary: "Se espera un ataque contra [OBJETIVO] [CUÁNDO].\n\n[QUÉ HACER DE INMEDIATO]",
    },
  },
  measures: {
    individuals:
      "Manténgase alerta e informe de toda actividad sospechosa a la policía local.\n\n[QUÉ DEBE HACER LA GENTE]",
    government: "[QUÉ DEBEN HACER LAS OFICINAS PÚBLICAS]",
    responders: "[QUÉ DEBEN HACER LOS SERVICIOS DE EMERGENCIA]",
    privateSector: "[QUÉ DEBEN HACER LAS EMPRESAS]",
  },
  context: {
    whatWeKnow: "[QUÉ SABEMOS]",
    whatWeDoNotKnow: "[QUÉ NO SABEMOS]",
    confidence: "[CON QUÉ SEGURIDAD]",
    governmentActions: "[QUÉ HACE EL GOBIERNO]",
    whyNow: "[POR QUÉ AHORA]",
  },
};
