/** How much of a fault run is done: a little with every run of the tests, all of it by `npm run faults`. */
export const isFull = process.env.FAULTS === "full";

export function size<Value>(little: Value, full: Value): Value {
  return isFull ? full : little;
}

/** Takes a number from the environment, to run a part: `FAULTS_FROM=120 FAULTS_STEP=5 npm run faults -- crash`. */
export function numberFrom(name: string, otherwise: number): number {
  const given = process.env[name];
  return given === undefined ? otherwise : Number(given);
}
