/** What the scripts of the forms ask while somebody fills them in: counties by name, and how long it is until a typed hour. */
import { Hono } from "hono";
import type { Dependencies } from "../../actions/dependencies.ts";
import { findCounties } from "../../domain/areas.ts";
import { readTime } from "./advisory-form.ts";
import { lengthInWords } from "./length-in-words.ts";
import { visits } from "./session.tsx";

const mostCounties = 12;

export function pickingAnswers(dependencies: Dependencies): Hono {
  const { clock } = dependencies;
  const { reading } = visits(dependencies);
  const routes = new Hono();

  routes.get(
    "/counties.json",
    reading(({ context }) => context.json({ counties: findCounties(context.req.query("q") ?? "", mostCounties) })),
  );

  routes.get(
    "/length.json",
    reading(({ context }) => {
      const { date = "", time = "", which = "" } = context.req.query();
      const { at, problem, question } = readTime("sunset", { date, time, which });
      return context.json({
        ...(at === undefined ? {} : { words: lengthInWords(at, clock.now()) }),
        ...(problem ? { reason: problem.reason } : {}),
        choices: question?.choices ?? [],
      });
    }),
  );
  return routes;
}
