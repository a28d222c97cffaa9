/** Seeds that showed a bug, planted ones too, each with what it showed: run with every check. */
export const keptSeeds: readonly (readonly [seed: number, shown: string])[] = [
  [50, "a correction reaches those of whom nobody knows whether the wrong text came"],
  [34, "the same, since months have machines in them"],
  [5_093, "an act between the reads of a text and of its seal makes no text a damaged one"],
  [1_913, "a process that stood still while it read what it posts does not post it once the lot is another's"],
  [2_461, "a process that stood still while it asked whether its text stands does not go by the old answer"],
  [2_913, "the same, where its lot became another's meanwhile"],
];
