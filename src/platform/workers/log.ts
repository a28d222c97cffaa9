/** Lines of JSON, as pino writes them on Node: Workers collects what goes to the console. */
const levels = ["trace", "debug", "info", "warn", "error", "silent"] as const;
type Level = (typeof levels)[number];
type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
}

export function consoleLog(least: Level): Log {
  const line = (level: Level) => (fields: Fields, msg: string) => {
    if (levels.indexOf(level) < levels.indexOf(least)) return;
    // biome-ignore lint/suspicious/noConsole: it is where Workers collects the log
    console.log(JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg }));
  };
  return { info: line("info"), warn: line("warn"), error: line("error") };
}
