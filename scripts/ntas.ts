/** The operator's command line, on the same DATA_DIR as the service and also while it runs: npm run -s ntas -- <command> */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../src/domain/thrown.ts";
import { databasePath, type Instance, openInstance, startFault } from "../src/node/instance.ts";
import { readSettings } from "../src/settings.ts";
import { type Command, commands, help } from "./ntas/commands.ts";

const migrationsFolder = new URL("../db/migrations", import.meta.url).pathname;

const { values, positionals } = readArguments();

function readArguments() {
  try {
    return parseArguments();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${help}`);
    process.exit(2);
  }
}

function parseArguments() {
  return parseArgs({
    allowPositionals: true,
    strict: true,
    options: {
      help: { type: "boolean", short: "h" },
      demo: { type: "boolean" },
      workers: { type: "boolean" },
      remote: { type: "boolean" },
      email: { type: "string" },
      name: { type: "string" },
      role: { type: "string" },
      then: { type: "string" },
      note: { type: "string" },
      since: { type: "string" },
      left: { type: "string" },
    },
  });
}

function findCommand(words: readonly string[]): { name: string; command: Command; rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const command = commands[name];
    if (command) return { name, command, rest: words.slice(length) };
  }
  return null;
}

/** Loaded only when it is asked for: wrangler takes a while. */
async function onWorkers(command: string): Promise<Instance> {
  const { openOnWorkers } = await import("./ntas/on-workers.ts");
  const dataFolder = resolve(process.env.DATA_DIR ?? "data-workers");
  return openOnWorkers(dataFolder, command, values.remote === true).catch(stopOnFault(dataFolder));
}

const stopOnFault =
  (path: string) =>
  (error: unknown): never => {
    const fault = startFault(error, path);
    if (!fault) throw error;
    process.stderr.write(`${fault.message}\n`);
    process.exit(1);
  };

const found = findCommand(positionals);
if (values.help || positionals.length === 0) {
  process.stdout.write(help);
} else if (!found) {
  process.stderr.write(`There is no command “${positionals.join(" ")}”.\n\n${help}`);
  process.exitCode = 2;
} else if (found.rest.length > (found.command.mostWords ?? 1)) {
  // Else a slip of the pen does something else than was meant, and says that it was done.
  process.stderr.write(`“${found.name}” does not take “${found.rest.at(-1)}”.\n\n${help}`);
  process.exitCode = 2;
} else {
  const isDemo = values.demo === true;
  const read = readSettings({
    ...process.env,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
    ...(isDemo ? { DATA_DIR: process.env.DATA_DIR ?? "data-demo" } : {}),
  });
  if (!read.ok) {
    process.stderr.write(`These settings are wrong:\n${read.problems.map((line) => `  ${line}\n`).join("")}`);
    process.exitCode = 2;
  } else {
    const service = values.workers
      ? await onWorkers(found.name)
      : await openInstance(read.settings, {
          nudge: () => {},
          migrationsFolder,
          isDemo,
          mayBeNew: positionals[0] === "restore",
          logTo: process.stderr,
        }).catch(stopOnFault(databasePath(read.settings)));
    const print = (line: string) => process.stdout.write(`${line}\n`);
    try {
      const options = Object.fromEntries(
        Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      );
      process.exitCode = await found.command.run({ service, options, rest: found.rest, print, migrationsFolder });
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
      process.exitCode = 1;
    } finally {
      await service.database.close();
    }
  }
}
