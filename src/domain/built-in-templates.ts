/** A skeleton for each kind, in English and Spanish: what is in capitals between brackets is to be filled in, and is named as long as it is not. */
import type { AdvisoryText, Kind } from "./advisory.ts";
import type { TextTemplate } from "./text-template.ts";

const measures: Readonly<Record<"en" | "es", AdvisoryText["measures"]>> = {
  en: {
    individuals: "Stay alert and report suspicious activity to local law enforcement.\n\n[WHAT PEOPLE SHOULD DO]",
    government: "[WHAT GOVERNMENT OFFICES SHOULD DO]",
    responders: "[WHAT RESPONDERS SHOULD DO]",
    privateSector: "[WHAT BUSINESSES SHOULD DO]",
  },
  es: {
    individuals:
      "Manténgase alerta e informe de toda actividad sospechosa a la policía local.\n\n[QUÉ DEBE HACER LA GENTE]",
    government: "[QUÉ DEBEN HACER LAS OFICINAS PÚBLICAS]",
    responders: "[QUÉ DEBEN HACER LOS SERVICIOS DE EMERGENCIA]",
    privateSector: "[QUÉ DEBEN HACER LAS EMPRESAS]",
  },
};

const context: Readonly<Record<"en" | "es", NonNullable<AdvisoryText["context"]>>> = {
  en: {
    whatWeKnow: "[WHAT WE KNOW]",
    whatWeDoNotKnow: "[WHAT WE DO NOT KNOW]",
    confidence: "[HOW SURE WE ARE]",
    governmentActions: "[WHAT GOVERNMENT IS DOING]",
    whyNow: "[WHY NOW]",
  },
  es: {
    whatWeKnow: "[QUÉ SABEMOS]",
    whatWeDoNotKnow: "[QUÉ NO SABEMOS]",
    confidence: "[CON QUÉ SEGURIDAD]",
    governmentActions: "[QUÉ HACE EL GOBIERNO]",
    whyNow: "[POR QUÉ AHORA]",
  },
};

const heads: Readonly<Record<Kind, Readonly<Record<"en" | "es", Pick<AdvisoryText, "headline" | "summary">>>>> = {
  bulletin: {
    en: {
      headline: "[TREND OR EVENT] in [PLACE]",
      summary: "[WHAT HAS CHANGED]. There is no specific threat that we know of.\n\n[WHAT IT MEANS FOR PEOPLE]",
    },
    es: {
      headline: "[TENDENCIA O SUCESO] en [LUGAR]",
      summary: "[QUÉ HA CAMBIADO]. No conocemos ninguna amenaza concreta.\n\n[QUÉ SIGNIFICA PARA LA GENTE]",
    },
  },
  elevated: {
    en: {
      headline: "Credible threat to [TARGET] in [PLACE]",
      summary: "There is credible information about a threat to [TARGET]. No time or exact place is known.",
    },
    es: {
      headline: "Amenaza creíble contra [OBJETIVO] en [LUGAR]",
      summary: "Hay información creíble sobre una amenaza contra [OBJETIVO]. No se conoce la hora ni el lugar exacto.",
    },
  },
  imminent: {
    en: {
      headline: "Credible, specific, impending threat to [TARGET] in [PLACE]",
      summary: "An attack on [TARGET] is expected [WHEN].\n\n[WHAT TO DO AT ONCE]",
    },
    es: {
      headline: "Amenaza creíble, concreta e inminente contra [OBJETIVO] en [LUGAR]",
      summary: "Se espera un ataque contra [OBJETIVO] [CUÁNDO].\n\n[QUÉ HACER DE INMEDIATO]",
    },
  },
};

const names: Readonly<Record<Kind, string>> = {
  bulletin: "Bulletin: a trend or an event",
  elevated: "Elevated Alert: a credible threat",
  imminent: "Imminent Alert: credible, specific, impending",
};

function textOf(kind: Kind, language: "en" | "es"): AdvisoryText {
  return {
    ...heads[kind][language],
    sections: [],
    measures: measures[language],
    ...(kind === "bulletin" ? {} : { context: context[language] }),
  };
}

export const builtInTemplates: readonly TextTemplate[] = (["bulletin", "elevated", "imminent"] as const).map(
  (kind) => ({
    id: `built-in-${kind}`,
    name: names[kind],
    kind,
    text: { languages: { en: textOf(kind, "en"), es: textOf(kind, "es") }, sectors: [], resources: [] },
  }),
);
