/** From what the schemas found to what a person can correct: where (JSON path), why, and what a right value looks like. */
import type { z } from "zod";
import type { Problem } from "../domain/refusal.ts";

type Issue = z.core.$ZodIssue;

/** `$.languages.en.sections[0].body`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step);
    return /^[A-Za-z_][\w-]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "$");
}

const text = '{"headline": "…", "summary": "…", "measures": {"individuals": "…"}}';
const measure = "Be aware of your surroundings and follow the instructions of local officials.";

/** A right value for each field, by its name. */
const examples: Readonly<Record<string, string>> = {
  address: "name@example.org",
  areas: '["NY", "36061"]',
  auth: "16 bytes in base64url, as PushSubscription.toJSON() gives them",
  bePrepared: "Have a plan for how to reach your family.",
  body: "What is known so far.",
  certainty: "likely",
  change: "extend",
  channel: "email",
  codes: '{"certainty": "likely"}',
  confidence: "Moderate.",
  content: '{"kind": "elevated", "status": "actual", …}, whole',
  contentHash: "64 lower-case hex digits, as given by the last answer",
  context: '{"whatWeKnow": "A group has said it intends to attack."}',
  en: text,
  endNotice: "false",
  endpoint: "https://updates.push.services.mozilla.com/wpush/v2/…",
  expirationTime: "null",
  government: measure,
  governmentActions: "More officers are at stations.",
  headline: "Threat to commuter rail in the New York area",
  heading: "Details",
  howToHelp: "Report suspicious activity to local law enforcement.",
  individuals: measure,
  internalNote: "Sent from the wrong template.",
  keys: '{"p256dh": "…", "auth": "…"}',
  kind: "elevated",
  kinds: '["elevated", "imminent"]',
  language: "en",
  languages: `{"en": ${text}}`,
  liveLikeCodes: "true",
  measures: `{"individuals": "${measure}"}`,
  nationwide: "true",
  nextUpdateBy: "2026-11-30T17:00:00-05:00",
  note: "Extended because the investigation continues.",
  p256dh: "65 bytes in base64url, as PushSubscription.toJSON() gives them",
  partnerContact: "Duty desk of the fusion center",
  placeText: "Commuter rail between Newark and New York Penn Station",
  privateSector: measure,
  publishAt: "2026-11-30T09:00:00-05:00",
  reason: "The measures for responders are missing.",
  replaces: "the id of the advisory that it replaces",
  resources: '[{"title": "What to do", "url": "https://www.example.gov/what-to-do"}]',
  responders: measure,
  responseType: "Prepare",
  scope: '{"areas": ["NY", "34017"]}',
  sections: '[{"heading": "Details", "body": "What is known so far."}]',
  sectors: '["mass-transit"]',
  status: "actual",
  stayInformed: "Follow local authorities and news.",
  subscription: "PushSubscription.toJSON() of the browser",
  summary: "Officials have credible information about a threat to commuter rail.",
  sunsetAt: "2026-12-01T17:00:00-05:00",
  then: "restore",
  threatIsOver: "true",
  title: "What to do",
  url: "https://www.example.gov/what-to-do",
  whatWeDoNotKnow: "The exact time and place.",
  whatWeKnow: "A group has said it intends to attack.",
  whyNow: "The information became credible today.",
};

/** A field of this name is passed over where other names than the known ones are allowed; nothing that is sent is passed over. */
export function prototypeProblems(value: unknown): Problem[] {
  const problems: Problem[] = [];
  // Not by recursion: what is nested too deep for it comes here too.
  const open: [unknown, readonly PropertyKey[]][] = [[value, []]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [holder, path] = next;
    if (typeof holder !== "object" || holder === null || path.length > 20) continue;
    if (Object.hasOwn(holder, "__proto__")) problems.push(unknownField([...path, "__proto__"]));
    for (const [key, member] of Object.entries(holder)) open.push([member, [...path, key]]);
  }
  return problems;
}

function unknownField(path: readonly PropertyKey[]): Problem {
  return {
    path: pathOf(path),
    reason: "is not a field of this object: remove it or correct its name",
    example: "see /api/openapi.json",
  };
}

/** The last name in a path, where an example is known for it; a whole language is known by its place. */
function exampleAt(path: string): string {
  if (/\.languages(\.[\w-]+|\["[^"]*"\])$/.test(path)) return text;
  const [name = ""] = path.match(/[A-Za-z]\w*(?=(\[\d+\])*$)/) ?? [];
  return (Object.hasOwn(examples, name) ? examples[name] : undefined) ?? "see /api/openapi.json";
}

/** The domain leaves an example out where the field's own is one. */
export function withExample(problem: Problem): Problem {
  return problem.example === undefined ? { ...problem, example: exampleAt(problem.path) } : problem;
}

export function problemsOf(issue: Issue): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownField([...issue.path, key]));
  }
  const own = issue.code === "custom" ? (issue.params as { example?: string } | undefined)?.example : undefined;
  const problem = { path: pathOf(issue.path), reason: reasonOf(issue) };
  return [own === undefined ? problem : { ...problem, example: own }];
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  object: "an object",
  array: "a list",
  boolean: "true or false",
  number: "a number",
};

const units: Readonly<Record<string, string>> = { string: " characters", array: " items" };

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return /received undefined/.test(issue.message)
        ? "is required"
        : `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of: ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return `is too long: at most ${issue.maximum}${units[issue.origin] ?? ""}`;
    case "too_small":
      return `is too short: at least ${issue.minimum}${units[issue.origin] ?? ""}`;
    case "invalid_union":
      return 'must be "email" or "push"';
    default:
      return issue.message;
  }
}
