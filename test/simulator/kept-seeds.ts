/** Seeds that showed a bug, planted ones too, each with what it showed: run with every check. */
export const keptSeeds: readonly (readonly [seed: number, shown: string])[] = [
  [50, "a correction reaches those of whom nobody knows whether the wrong text came"],
];
