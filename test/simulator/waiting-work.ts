/** What waits to be delivered and when it can go on, read past the store: the simulation asks this far more often than the service asks itself. */
import type { Database as Sqlite } from "better-sqlite3";
import type { Moment } from "../../src/domain/advisory.ts";

interface Row {
  readonly job: string;
  readonly at: Moment;
}

const query = `
  select 'plan' as job, min(due_at) as at from announcements where planned_at is null having at is not null
  union all
  select channel, min(max(not_before, leased_until)) from lots where done_at is null group by channel
  union all
  select iif(purpose in ('websub-verify', 'webhook-test'), 'web letters', 'letters') as job, min(max(not_before, leased_until))
    from letters where done_at is null group by job`;

export class WaitingWork {
  private readonly rows: () => Row[];
  private readonly changed: () => number;

  constructor(sqlite: Sqlite) {
    const waiting = sqlite.prepare(query);
    const changes = sqlite.prepare("select total_changes()").pluck();
    this.rows = () => waiting.all() as Row[];
    this.changed = () => changes.get() as number;
  }

  /** How many rows were written so far. */
  changes(): number {
    return this.changed();
  }

  /** When anything can go on; `Infinity`: nothing waits. */
  next(): number {
    return Math.min(...this.rows().map(({ at }) => at));
  }

  /** When this job finds something to do. Every channel plans too. */
  nextAt(job: string): number {
    const plans = job !== "letters" && job !== "web letters";
    return Math.min(
      ...this.rows().flatMap((row) => (row.job === job || (plans && row.job === "plan") ? [row.at] : [])),
    );
  }

  /** Lots that are not done, and whatever else is due or will be shortly. */
  isOpen(now: Moment): boolean {
    return this.rows().some(({ job, at }) => {
      if (job === "plan") return at <= now;
      return job === "letters" || job === "web letters" ? at <= now + 5 * 60_000 : true;
    });
  }

  nextByJob(): string {
    return JSON.stringify(this.rows());
  }
}
