/** The sixteen critical-infrastructure sectors (PPD-21) as slugs, and the modes under transportation systems. */
export const modes = [
  "aviation",
  "maritime",
  "mass-transit",
  "highway",
  "freight-rail",
  "pipeline",
  "postal-shipping",
] as const;

export const sectors = [
  "chemical",
  "commercial-facilities",
  "communications",
  "critical-manufacturing",
  "dams",
  "defense-industrial-base",
  "emergency-services",
  "energy",
  "financial-services",
  "food-agriculture",
  "government-facilities",
  "healthcare-public-health",
  "information-technology",
  "nuclear",
  "transportation-systems",
  "water-wastewater",
  ...modes,
] as const;

export type Sector = (typeof sectors)[number];

/** The sector a mode belongs to; `null` for a sector itself. */
export function parentSector(sector: Sector): Sector | null {
  return (modes as readonly string[]).includes(sector) ? "transportation-systems" : null;
}
