/** Keeps the house as DESIGN 3 has it: who may import whom, what a Worker can load, and a few rules that no linter knows. */
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import {
  exists,
  type Import,
  pathsOf,
  read,
  type SourceFile,
  sourceFile,
  sourceFiles,
} from "./support/source-files.ts";

interface Rule {
  /** Files of ours, by the beginning of their path; the folder itself is always allowed. */
  readonly ours: readonly string[];
  /** Files of which only types may be imported. */
  readonly types?: readonly string[];
  /** Packages and Node modules, by name; a name also allows what lies under it. */
  readonly packages?: readonly string[];
  readonly because: string;
}

/** Modules of Node that Workers have as well. */
const onBothPlatforms = ["node:crypto", "node:buffer", "node:zlib"];

/** The import table of DESIGN 3. The first rule whose folder a file lies in is its rule. */
const rules: Readonly<Record<string, Rule>> = {
  "src/domain/": {
    ours: [],
    because: "the domain is pure: what it needs of the world comes in as an argument",
  },
  "src/store/": {
    ours: ["src/domain/", "db/schema.ts"],
    packages: ["drizzle-orm"],
    because: "the store speaks SQL and knows the domain; nothing that reads or sends flows back into it",
  },
  "src/formats/": {
    ours: ["src/domain/", "templates/messages/"],
    packages: [
      "feed",
      "fontkit",
      "markdown-it",
      "pdfkit",
      "ical-generator",
      "postal-mime",
      "sax",
      "xml-crypto",
      "xmllint-wasm",
    ],
    because: "a format is a pure function from published advisories to bytes",
  },
  "templates/": {
    // Names of places, hours and phases are pure functions of the domain; that no template decides has a test of its own.
    ours: ["src/domain/"],
    types: ["src/formats/"],
    packages: ["hono/jsx", "hono/html", "markdown-it"],
    because: "templates hold words and tags: they are given what they show",
  },
  "src/channels/": {
    ours: ["src/domain/", "src/formats/", "templates/"],
    packages: ["hono/jsx", "nodemailer", "web-push", "ipaddr.js", ...onBothPlatforms],
    because: "a channel composes and sends through an injected carrier: it knows neither the database nor the machine",
  },
  "src/delivery/": {
    ours: ["src/domain/", "src/store/", "src/channels/channel.ts"],
    because: "delivery knows of a channel only what channels/channel.ts says, so that it is the same for all of them",
  },
  "src/actions/": {
    ours: ["src/domain/", "src/store/", "src/formats/"],
    because:
      "an action decides by the domain and writes by the store; pages, carriers and machines are not its business",
  },
  "src/http/": {
    ours: ["src/domain/", "src/actions/", "src/store/", "src/formats/", "templates/", "src/settings.ts"],
    packages: ["hono", "zod", "@simplewebauthn/server", "openid-client", ...onBothPlatforms],
    because: "http turns requests into actions and reads, and knows no SQL, no driver and no platform",
  },
  "src/platform/": {
    ours: ["src/domain/ports.ts", "src/domain/thrown.ts", "src/channels/", "src/store/database.ts", "db/"],
    types: ["src/domain/", "src/store/", "src/delivery/", "src/actions/"],
    packages: [
      "node:",
      "better-sqlite3",
      "drizzle-orm",
      "nodemailer",
      "web-push",
      "pino",
      "prom-client",
      "undici",
      "ipaddr.js",
      "@peculiar/x509",
      "@resvg/resvg-wasm",
      "reflect-metadata",
      "@hono/node-server",
      "cloudflare:",
    ],
    because: "the platform fills ports with drivers: what may happen is decided elsewhere",
  },
  "db/": {
    ours: ["src/domain/advisory.ts"],
    packages: ["drizzle-orm"],
    because: "the schema is what drizzle reads, and nothing more",
  },
};

/** Directly under src/, src/node/ and src/workers/: they wire everything together, and nothing imports them (but http may read the checked settings). */
const isEntry = (path: string) => dirname(path) === "src" || /^src\/(node|workers)\//.test(path);

/** Texts that are bundled as they are: styles, browser scripts, pictures. */
const isTextFile = (target: string) => /\.(css|svg|csv|ttf|client\.js)$/.test(target);

function startsWithAny(target: string, beginnings: readonly string[] = []): boolean {
  return beginnings.some((beginning) => target.startsWith(beginning));
}

function isAllowed(folder: string, rule: Rule, { target, isOurs, isTypeOnly }: Import): boolean {
  if (!isOurs)
    return (rule.packages ?? []).some(
      (name) => target === name || target.startsWith(name.endsWith(":") ? name : `${name}/`),
    );
  if (startsWithAny(target, [folder, ...rule.ours])) return true;
  return isTypeOnly && startsWithAny(target, rule.types);
}

const files = sourceFiles("src", "templates", "db");
const byPath = new Map(files.map((file) => [file.path, file]));

describe("who may import whom", () => {
  for (const [folder, rule] of Object.entries(rules)) {
    test(`${folder}: ${rule.because}`, () => {
      const wrong = files
        .filter((file) => file.path.startsWith(folder))
        .flatMap((file) =>
          file.imports
            .filter((one) => !isAllowed(folder, rule, one))
            .map((one) => `${file.path} may not import ${one.target}: ${rule.because}`),
        );
      expect(wrong).toEqual([]);
    });
  }

  test("templates decide nothing", () => {
    const deciding = ["decide", "firstDraft", "audienceOf", "textToRestore"];
    const wrong = files
      .filter(({ path }) => path.startsWith("templates/"))
      .flatMap(({ path, imports }) =>
        imports
          .flatMap(({ names }) => names.filter((name) => deciding.includes(name)))
          .map((name) => `${path} imports ${name}: decide in an action and hand over what came of it`),
      );
    expect(wrong).toEqual([]);
  });

  test("every source file lies in a folder that has a rule, or is an entry", () => {
    const without = files.filter(({ path }) => !isEntry(path) && !startsWithAny(path, Object.keys(rules)));
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  test("every file that is imported exists", () => {
    const missing = files.flatMap((file) =>
      file.imports
        .filter(({ target, isOurs }) => isOurs && !isTextFile(target) && !exists(target))
        .map(({ target }) => `${file.path} imports ${target}, which does not exist`),
    );
    expect(missing).toEqual([]);
  });

  test("http reads from the store and leaves writing to actions", () => {
    const writes = new Set(
      files
        .filter(({ path }) => path.startsWith("src/store/"))
        .flatMap(({ code }) => [
          ...code.matchAll(/export function (\w+)\((?:(?!\n\}|\nexport )[\s\S])*?\): (?:readonly )?Write\b/g),
        ])
        .map(([, name = ""]) => name),
    );
    const wrong = files
      .filter(({ path }) => path.startsWith("src/http/"))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => target.startsWith("src/store/"))
          .flatMap(({ names }) => names.filter((name) => writes.has(name)))
          .map((name) => `${path} imports the write ${name}: make it an action, which writes it with its audit row`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("what a Worker loads", () => {
  const entry = "src/workers.ts";
  const isForbidden = ({ target }: Import) =>
    /^(better-sqlite3|drizzle-orm\/better-sqlite3|node:worker_threads|node:fs|node:child_process|node:http2)(\/|$)/.test(
      target,
    ) || target.startsWith("src/platform/node/");

  /** Ways from the entry to what it must not load. What is imported as a type is not loaded. */
  function forbiddenWays(start: string): string[] {
    const found: string[] = [];
    const seen = new Set<string>();
    const walk = (path: string, way: readonly string[]) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const one of (byPath.get(path)?.imports ?? []).filter(({ isTypeOnly }) => !isTypeOnly)) {
        if (isForbidden(one)) found.push([...way, one.target].join(" → "));
        else if (one.isOurs) walk(one.target, [...way, one.target]);
      }
    };
    walk(start, [start]);
    return found;
  }

  test("nothing of Node's alone: it would bundle and start, and fail on first use", () => {
    expect(forbiddenWays(entry)).toEqual([]);
  });

  test("the walk finds what it looks for: the Node entry loads better-sqlite3", () => {
    expect(forbiddenWays("src/node.ts").join("\n")).toMatch(/src\/platform\/node\//);
  });
});

/** Files of these folders whose code matches, with the reason. */
function offenders(inside: (path: string) => boolean, pattern: RegExp, because: string): string[] {
  return files
    .filter(({ path, code }) => inside(path) && pattern.test(code))
    .map(({ path, code }) => `${path} has ${pattern.exec(code)?.[0]}: ${because}`);
}

describe("what comes in as an argument", () => {
  test("the environment is read by the entries and platform/node alone", () => {
    const elsewhere = (path: string) => !isEntry(path) && !path.startsWith("src/platform/node/");
    expect(offenders(elsewhere, /\bprocess\.env\b|from "node:process"/, "take it from settings")).toEqual([]);
  });

  test("time and chance are arguments wherever something is decided or written", () => {
    const deciding = ["src/domain/", "src/formats/", "src/channels/", "src/delivery/", "src/actions/", "templates/"];
    expect(
      offenders(
        (path) => startsWithAny(path, deciding) && !path.startsWith("templates/browser/"),
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/,
        "take the clock, the id or the random number as an argument",
      ),
    ).toEqual([]);
  });

  test("delivery waits by timers that it was given, so that a simulation can run it", () => {
    const waiting = /\bset(Timeout|Interval|Immediate)\(|\bperformance\.now\(|\bAbortSignal\.timeout\(/;
    expect(offenders((path) => path.startsWith("src/delivery/"), waiting, "take the timers as an argument")).toEqual(
      [],
    );
  });

  test("SQL is spoken in the store alone", () => {
    const elsewhere = (path: string) => !startsWithAny(path, ["src/store/", "src/platform/", "db/"]);
    expect(offenders(elsewhere, /\bsql`/, "write a function in src/store and call it")).toEqual([]);
  });
});

describe("names", () => {
  const paths = pathsOf("src/**/*.*", "templates/**/*.*", "db/*.*", "scripts/**/*.*", "test/**/*.ts");
  const code = paths.filter((path) => /\.(tsx?|js|css)$/.test(path));

  test("files are kebab-case", () => {
    expect(code.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(basename(path)))).toEqual([]);
  });

  test("a file is called after what it holds: no utils, helpers, common, manager, service", () => {
    const empty = /(^|[-.])(utils?|helpers?|common|managers?|services?|misc)([-.]|$)/;
    // STYLE names test/support/service.ts, which starts the whole service; a service worker is a term of the field.
    const known = (path: string) => path === "test/support/service.ts" || basename(path).startsWith("service-worker.");
    expect(code.filter((path) => empty.test(basename(path)) && !known(path))).toEqual([]);
  });

  test("exports are named; a default export only where a tool demands one", () => {
    const demanded = (path: string) => path === "src/workers.ts" || path.endsWith(".d.ts");
    expect(offenders((path) => !demanded(path), /^export default\b/m, "name it")).toEqual([]);
  });

  test("no file only hands on what other files export", () => {
    const handsOn = (file: SourceFile) =>
      /^export (type )?(\*|\{[^}]*\}) from/m.test(file.code) &&
      !/^export (async )?(function|const|class|interface|type \w+ =)/m.test(file.code);
    expect(files.filter(handsOn).map(({ path }) => path)).toEqual([]);
  });

  test("the folders under src are those of DESIGN 3", () => {
    const folders = new Set(
      files.filter(({ path }) => path.startsWith("src/") && !isEntry(path)).map(({ path }) => path.split("/")[1]),
    );
    const planned = ["domain", "store", "actions", "delivery", "formats", "channels", "http", "platform"];
    expect([...folders].filter((folder) => !planned.includes(folder ?? ""))).toEqual([]);
  });
});

describe("READMEs", () => {
  const readmes = pathsOf("README.md", "{src,templates,db,scripts,test}/**/*.md");

  /** Paths in code marks and links that mean a file of ours: `src/app.ts`, `./scripts/start`, [x](db/README.md). */
  function pathsNamedIn(readme: string): string[] {
    const text = read(readme).replaceAll(/^```[\s\S]*?^```/gm, "");
    const marked = [...text.matchAll(/`([^`\s]+)`/g), ...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(
      ([, path = ""]) => path,
    );
    const ours =
      /^(\.\/|\.\.\/)?(src|templates|db|scripts|test|\.ci)\/[\w./-]*$|^(\.\.?\/)*[\w-]+(\/[\w.-]+)*\.(ts|tsx|md|toml)$/;
    return marked.filter((path) => ours.test(path));
  }

  for (const readme of readmes) {
    test(`every path that ${readme} names exists`, () => {
      const known = pathsOf("src/**", "templates/**", "db/**", "scripts/**", "test/**");
      const missing = pathsNamedIn(readme).filter((path) => {
        const fromHere = normalize(join(dirname(readme), path));
        return !exists(path) && !exists(fromHere) && !known.some((one) => one.endsWith(`/${path}`));
      });
      expect(missing).toEqual([]);
    });
  }
});

test("an import is seen in each of its forms", () => {
  const { imports } = sourceFile("test/support/source-files.ts");
  expect(imports.map(({ target }) => target)).toEqual(["node:fs", "node:path"]);
  const own = sourceFile("test/architecture.test.ts").imports.find(({ isOurs }) => isOurs);
  expect(own?.target).toBe("test/support/source-files.ts");
  expect(own?.names).toContain("SourceFile");
});
