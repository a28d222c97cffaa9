/** Query parameters, strictly: unknown names and values are named, with what is allowed. */
import { kinds } from "../domain/advisory.ts";
import { isArea } from "../domain/areas.ts";
import type { Choice } from "../domain/matching.ts";
import { accepted, type Problem, type Result, refused } from "../domain/refusal.ts";
import { sectors } from "../domain/sectors.ts";
import type { HttpRefusal } from "./http-refusal.ts";

export type Filter = Choice & { readonly phases: readonly string[]; readonly language?: string };

export const phases = ["active", "expired", "ended", "withdrawn", "replaced"] as const;

interface Rule {
  readonly isRight: (value: string) => boolean;
  readonly allowed: string;
  readonly example: string;
}

const among = (values: readonly string[]): Rule => ({
  isRight: (value) => values.includes(value),
  allowed: `one of: ${values.join(", ")}`,
  example: values[0] ?? "",
});

const rules = {
  kind: among(kinds),
  sector: among(sectors),
  phase: among(phases),
  area: { isRight: isArea, allowed: "a USPS state or territory code or a five-digit county FIPS code", example: "NY" },
  lang: {
    isRight: (value) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value),
    allowed: "a language tag",
    example: "es",
  },
} satisfies Record<string, Rule>;

export type FilterName = keyof typeof rules;

/** Each parameter may be repeated or hold several values with commas between. */
export function readFilter(
  url: URL,
  names: readonly FilterName[],
  readElsewhere: readonly string[] = [],
): Result<Filter, HttpRefusal> {
  const problems: Problem[] = [];
  const found: Record<FilterName, string[]> = { kind: [], sector: [], phase: [], area: [], lang: [] };
  for (const [name, text] of url.searchParams) {
    if (readElsewhere.includes(name)) continue;
    const known = names.find((one) => one === name);
    if (!known) {
      problems.push({
        path: name,
        reason:
          names.length === 0
            ? "this address takes no parameters"
            : `is unknown here; known are: ${[...names, ...readElsewhere].join(", ")}`,
      });
      continue;
    }
    for (const value of text.split(",").map((one) => one.trim())) {
      const { isRight, allowed, example } = rules[known];
      if (isRight(value)) found[known].push(value);
      else problems.push({ path: name, reason: `“${value.slice(0, 60)}” is not ${allowed}`, example });
    }
  }
  if (problems.length > 0) return refused({ type: "unknown-parameter", problems });
  const [language] = found.lang;
  return accepted({
    kinds: found.kind as unknown as Filter["kinds"],
    areas: found.area,
    sectors: found.sector as unknown as Filter["sectors"],
    phases: found.phase,
    ...(language === undefined ? {} : { language }),
  });
}
