/** The words of the demonstration, in English and Spanish. Everything in them is invented and says so: names, places, events. */
import type { AdvisoryText } from "../../src/domain/advisory.ts";

export interface Words {
  readonly en: AdvisoryText;
  readonly es: AdvisoryText;
}

const invented = "This is an invented example. Nothing in it has happened or is expected to happen.";
const inventado = "Este es un ejemplo inventado. Nada de lo que dice ha ocurrido ni se espera que ocurra.";

/** What every example says in the same words. */
const common = {
  en: {
    howToHelp: "In this example, people tell local law enforcement what they have seen, where and when.",
    bePrepared: "In this example, families agree on how to reach each other and where to meet.",
    stayInformed: "In this example, the next information is published at this same address.",
  },
  es: {
    howToHelp: "En este ejemplo, la gente informa a la policía local de lo que ha visto, dónde y cuándo.",
    bePrepared: "En este ejemplo, las familias acuerdan cómo comunicarse y dónde encontrarse.",
    stayInformed: "En este ejemplo, la información siguiente se publica en esta misma dirección.",
  },
};

export const publicEvents: Words = {
  en: {
    headline: "Example: more attention at large public events",
    summary: `${invented} An example of a Bulletin that was extended: it speaks of large public events in general and names none.`,
    sections: [
      {
        heading: "Details",
        body: "In this example, organizers are asked to review their plans:\n\n- entrances\n- exits\n- who calls whom",
      },
      {
        heading: "Duration",
        body: "A Bulletin ends by itself at its sunset. This one was extended once, with a reason.",
      },
    ],
    measures: {
      individuals: "In this example, visitors look for the exits when they arrive and follow the staff's instructions.",
      privateSector: "In this example, organizers go through their evacuation plan with all of their staff.",
    },
    ...common.en,
  },
  es: {
    headline: "Ejemplo: más atención en los grandes actos públicos",
    summary: `${inventado} Un ejemplo de boletín que fue prorrogado: habla de los grandes actos públicos en general y no nombra ninguno.`,
    sections: [
      {
        heading: "Detalles",
        body: "En este ejemplo, se pide a los organizadores que revisen sus planes:\n\n- entradas\n- salidas\n- quién llama a quién",
      },
      {
        heading: "Duración",
        body: "Un boletín termina por sí mismo a su hora. Este fue prorrogado una vez, con un motivo.",
      },
    ],
    measures: {
      individuals:
        "En este ejemplo, los asistentes buscan las salidas al llegar y siguen las indicaciones del personal.",
      privateSector: "En este ejemplo, los organizadores repasan su plan de evacuación con todo el personal.",
    },
    ...common.es,
  },
};

export const ferries: Words = {
  en: {
    headline: "Example: ferries of the fictional Coral Line",
    summary: `${invented} An example of an Elevated Alert that ran into its sunset and ended by itself.`,
    sections: [
      {
        heading: "Details",
        body: "The Coral Line does not exist. In this example, more crew were on board for four weeks.",
      },
    ],
    measures: {
      individuals: "In this example, passengers arrive earlier, since bags are looked into.",
      privateSector: "In this example, the operator checks vehicles before they board.",
    },
    ...common.en,
  },
  es: {
    headline: "Ejemplo: transbordadores de la ficticia Línea Coral",
    summary: `${inventado} Un ejemplo de alerta elevada que llegó a su hora y terminó por sí misma.`,
    sections: [
      {
        heading: "Detalles",
        body: "La Línea Coral no existe. En este ejemplo, hubo más tripulación a bordo durante cuatro semanas.",
      },
    ],
    measures: {
      individuals: "En este ejemplo, los pasajeros llegan antes, porque se revisan los bultos.",
      privateSector: "En este ejemplo, la empresa revisa los vehículos antes de que embarquen.",
    },
    ...common.es,
  },
};

export const festival: Words = {
  en: {
    headline: "Example: visitors to the fictional Lantern Festival",
    summary: `${invented} An example of an Elevated Alert that two people ended before its sunset.`,
    sections: [
      {
        heading: "Details",
        body: "The Lantern Festival does not exist. In this example, its square had fewer entrances for a time.",
      },
    ],
    measures: {
      individuals: "In this example, visitors use the main entrance and leave large bags at home.",
      responders: "In this example, responders keep the lane to the square free.",
    },
    ...common.en,
  },
  es: {
    headline: "Ejemplo: visitantes del ficticio Festival de los Faroles",
    summary: `${inventado} Un ejemplo de alerta elevada que dos personas dieron por terminada antes de su hora.`,
    sections: [
      {
        heading: "Detalles",
        body: "El Festival de los Faroles no existe. En este ejemplo, su plaza tuvo menos entradas durante un tiempo.",
      },
    ],
    measures: {
      individuals: "En este ejemplo, los visitantes usan la entrada principal y dejan los bultos grandes en casa.",
      responders: "En este ejemplo, los servicios de emergencia mantienen libre el carril hacia la plaza.",
    },
    ...common.es,
  },
};

export const railway: Words = {
  en: {
    headline: "Example: stations of the fictional Granite Valley Railway",
    summary: `${invented} An example of an Elevated Alert that is active: the railway is invented, and so is the reason for the alert.`,
    sections: [
      {
        heading: "Details",
        body: "The Granite Valley Railway does not exist. In this example, its stations are checked more often than usual.",
      },
    ],
    measures: {
      individuals:
        "In this example, passengers keep their bags with them and tell the staff about bags that nobody claims.",
      government: "In this example, local authorities send more patrols to stations.",
      responders: "In this example, responders check that their radios work inside the stations.",
      privateSector: "In this example, shops in the stations keep their back doors closed.",
    },
    ...common.en,
    context: {
      whatWeKnow: "In this example: bags were left at two stations.",
      whatWeDoNotKnow: "In this example: by whom, and whether on purpose.",
      confidence: "In this example: low to moderate.",
      governmentActions: "In this example: more patrols, more cleaning rounds.",
      whyNow: "In this example: the second bag was found today.",
    },
  },
  es: {
    headline: "Ejemplo: estaciones del ficticio Ferrocarril del Valle de Granito",
    summary: `${inventado} Un ejemplo de alerta elevada vigente: el ferrocarril es inventado, y también el motivo de la alerta.`,
    sections: [
      {
        heading: "Detalles",
        body: "El Ferrocarril del Valle de Granito no existe. En este ejemplo, sus estaciones se revisan más a menudo que de costumbre.",
      },
    ],
    measures: {
      individuals:
        "En este ejemplo, los pasajeros no se separan de sus bultos y avisan al personal de los que nadie reclama.",
      government: "En este ejemplo, las autoridades locales envían más patrullas a las estaciones.",
      responders:
        "En este ejemplo, los servicios de emergencia comprueban que sus radios funcionan dentro de las estaciones.",
      privateSector: "En este ejemplo, las tiendas de las estaciones mantienen cerradas sus puertas traseras.",
    },
    ...common.es,
    context: {
      whatWeKnow: "En este ejemplo: se dejaron bultos en dos estaciones.",
      whatWeDoNotKnow: "En este ejemplo: quién los dejó, y si fue a propósito.",
      confidence: "En este ejemplo: de baja a moderada.",
      governmentActions: "En este ejemplo: más patrullas y más rondas de limpieza.",
      whyNow: "En este ejemplo: el segundo bulto se encontró hoy.",
    },
  },
};

/** The railway's text a day later. */
export const railwayUpdated: Words = {
  en: {
    ...railway.en,
    sections: [
      ...railway.en.sections,
      {
        heading: "What is new",
        body: "In this example, one of the two bags was claimed by its owner. The measures stay the same.",
      },
    ],
    context: {
      ...railway.en.context,
      whatWeKnow: "In this example: bags were left at two stations; one has been claimed.",
    },
  },
  es: {
    ...railway.es,
    sections: [
      ...railway.es.sections,
      {
        heading: "Qué hay de nuevo",
        body: "En este ejemplo, el dueño de uno de los dos bultos lo reclamó. Las medidas siguen siendo las mismas.",
      },
    ],
    context: {
      ...railway.es.context,
      whatWeKnow: "En este ejemplo: se dejaron bultos en dos estaciones; uno ha sido reclamado.",
    },
  },
};

export const tramway: Words = {
  en: {
    headline: "Example: terminus of the fictional Prairie Tramway",
    summary: `${invented} An example of an Imminent Alert that was issued in error and taken back by one person.`,
    sections: [],
    measures: { individuals: "In this example, people stay away from the terminus." },
    ...common.en,
  },
  es: {
    headline: "Ejemplo: terminal del ficticio Tranvía de la Pradera",
    summary: `${inventado} Un ejemplo de alerta inminente emitida por error y retirada por una sola persona.`,
    sections: [],
    measures: { individuals: "En este ejemplo, la gente se mantiene lejos de la terminal." },
    ...common.es,
  },
};

export const winterSeason: Words = {
  en: {
    headline: "Example: outlook for the coming season",
    summary: `${invented} An example of a Bulletin that is approved and waits for its hour; until then only editors see it.`,
    sections: [{ heading: "Details", body: "In this example, nothing particular is expected." }],
    measures: { individuals: "In this example, people read the Bulletin when it appears." },
    ...common.en,
  },
  es: {
    headline: "Ejemplo: perspectivas para la próxima temporada",
    summary: `${inventado} Un ejemplo de boletín aprobado que espera su hora; hasta entonces solo lo ven los editores.`,
    sections: [{ heading: "Detalles", body: "En este ejemplo, no se espera nada en particular." }],
    measures: { individuals: "En este ejemplo, la gente lee el boletín cuando aparece." },
    ...common.es,
  },
};

export const cableRailway: Words = {
  en: {
    headline: "Example: exercise with the fictional Summit Cable Railway",
    summary: `${invented} An example of an exercise: it is shown apart from what is real, and told only to those who take part.`,
    sections: [
      {
        heading: "Details",
        body: "The Summit Cable Railway does not exist. In this exercise, its valley station is closed for an hour.",
      },
    ],
    measures: { responders: "In this exercise, responders walk the way to the valley station once." },
    ...common.en,
  },
  es: {
    headline: "Ejemplo: ejercicio con el ficticio Funicular de la Cumbre",
    summary: `${inventado} Un ejemplo de ejercicio: se muestra aparte de lo real y solo se comunica a quienes participan.`,
    sections: [
      {
        heading: "Detalles",
        body: "El Funicular de la Cumbre no existe. En este ejercicio, su estación del valle se cierra durante una hora.",
      },
    ],
    measures: {
      responders: "En este ejercicio, los servicios de emergencia recorren una vez el camino a la estación del valle.",
    },
    ...common.es,
  },
};
