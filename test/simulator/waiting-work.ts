/** What waits to be delivered and when it can go on, read past the store: the simulation asks this far more often than the service asks itself. */
import type { Database as Sqlite } from "better-sqlite3";
import type { Moment } from "../../src/domain/advisory.ts";

interface Row {
  readonly job: string;
  readonly at: Moment;
}

/** Beside what waits, what is held: rows of `job` "held all" or "held CHANNEL". */
const query = `
  select 'plan' as job, min(due_at) as at from announcements where planned_at is null having at is not null
  union all
  select channel, min(max(not_before, leased_until)) from lots where done_at is null group by channel
  union all
  select case when purpose in ('websub-verify', 'webhook-test') then 'web letters'
      when purpose in ('confirm', 'goodbye', 'erased') then 'letters to readers' else 'letters' end as job, min(max(not_before, leased_until))
    from letters where done_at is null group by job
  union all
  select 'held ' || iif(key = 'sendingPaused', 'all', substr(key, 15)), 0 from instance
    where key >= 'sendingPaused' and key < 'sendingPausee' and value = 'true'`;

const letters = ["letters", "letters to readers", "web letters"];

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
    return Math.min(...this.free().map(({ at }) => at));
  }

  /** When this job finds something to do. Every channel plans too. */
  nextAt(job: string): number {
    const isOfJob = (row: Row) => {
      if (job === "letters") return row.job === "letters" || row.job === "letters to readers";
      return row.job === job || (row.job === "plan" && job !== "web letters");
    };
    return Math.min(...this.free().flatMap((row) => (isOfJob(row) ? [row.at] : [])));
  }

  /** Lots that are not done, and whatever else is due or will be shortly. */
  isOpen(now: Moment): boolean {
    return this.rows().some(({ job, at }) => {
      if (job === "plan") return at <= now;
      return letters.includes(job) ? at <= now + 5 * 60_000 : true;
    });
  }

  nextByJob(): string {
    return JSON.stringify(this.rows());
  }

  /** Without what is held. The house is told all the same, and planning goes on. */
  private free(): Row[] {
    const rows = this.rows();
    const held = new Set(rows.filter(({ job }) => job.startsWith("held ")).map(({ job }) => job.slice(5)));
    if (held.size === 0) return rows;
    const isFree = ({ job }: Row) =>
      !job.startsWith("held ") && (job === "plan" || job === "letters" || !(held.has("all") || held.has(job)));
    return rows.filter(isFree);
  }
}
