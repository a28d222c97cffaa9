/** Seeds that failed once, each with what it showed: run with every check. */
export const keptSeeds: readonly (readonly [seed: number, shown: string])[] = [];
