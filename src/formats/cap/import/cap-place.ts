/** The way back from a draft that was read from CAP: its problems are told by where the sender wrote what is wrong. */

/** Where the field of a draft stood in the message: `$.languages.es.headline` is `alert.info[1].headline`. */
export function capPlace(path: string, languages: readonly string[]): string {
  const [, top = "", inner = "", field = ""] = /^\$\.(\w+)(?:\.([\w-]+))?(?:\.(\w+))?/.exec(path) ?? [];
  if (top === "status") return "alert.status";
  if (top !== "languages") return `alert.info[0].${elementOf[`${top}.${inner}`] ?? elementOf[top] ?? top}`;
  const info = `alert.info[${Math.max(0, languages.indexOf(inner))}]`;
  return `${info}.${field === "" ? "language" : (elementOf[field] ?? field)}`;
}

const elementOf: Readonly<Record<string, string>> = {
  summary: "description",
  sections: "description",
  context: "description",
  measures: "instruction",
  howToHelp: "instruction",
  bePrepared: "instruction",
  stayInformed: "instruction",
  placeText: "area.areaDesc",
  scope: "area",
  sectors: "parameter",
  sunsetAt: "expires",
  kind: "eventCode",
  resources: "resource",
  partnerContact: "contact",
  codes: "responseType",
  "codes.certainty": "certainty",
};
