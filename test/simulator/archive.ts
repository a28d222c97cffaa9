/** The public texts of each family, read past delivery and domain, and when each was first seen to be public. */
import type { Database as Sqlite } from "better-sqlite3";
import type { Text } from "../delivery/fan-out-model.ts";

interface RevisionRow {
  advisory_id: string;
  number: number;
  sequence: number;
  identifier: string;
  effective_at: number;
  body: string;
  family: string;
  status: string;
}

export type PublicText = Text & { readonly sequence: number; readonly family: string; readonly status: string };

export class Archive {
  private readonly texts = new Map<string, PublicText>();
  /** Of each family what is not void, in order; what begins later among it. */
  private readonly lines = new Map<string, PublicText[]>();
  private readonly seen = new Map<string, number>();
  private stamp = "";
  private readonly now: () => number;
  private readonly elapsed: () => number;
  private readonly readStamp: () => string;
  private readonly readRows: () => RevisionRow[];

  constructor(sqlite: Sqlite, now: () => number, elapsed: () => number) {
    this.now = now;
    this.elapsed = elapsed;
    // Revisions are added and voided, and never changed otherwise.
    const stamp = sqlite.prepare("select count(*) || ' ' || count(voided_at) from revisions").pluck();
    const rows = sqlite.prepare(
      `select r.*, a.family, a.status from advisories a left join revisions r on r.advisory_id = a.id and r.voided_at is null
        order by r.sequence`,
    );
    this.readStamp = () => stamp.get() as string;
    this.readRows = () => rows.raw(false).all() as RevisionRow[];
  }

  families(): string[] {
    this.refresh();
    return [...this.lines.keys()];
  }

  /** The public texts of a family at this moment. */
  line(family: string): readonly PublicText[] {
    this.refresh();
    const all = this.lines.get(family) ?? [];
    const now = this.now();
    const line = all.every((text) => text.effectiveAt <= now) ? all : all.filter((text) => text.effectiveAt <= now);
    for (let index = line.length - 1; index >= 0; index--) {
      const identifier = line[index]?.identifier ?? "";
      if (!this.seen.has(identifier)) this.seen.set(identifier, this.elapsed());
    }
    return line;
  }

  textOf(identifier: string): PublicText | undefined {
    return this.texts.get(identifier);
  }

  /** Public texts with this headline. */
  textsSaying(headline: string): PublicText[] {
    return this.families().flatMap((family) =>
      this.line(family).filter((text) => text.content.languages.en.headline === headline),
    );
  }

  /** Elapsed ms. */
  seenAt(identifier: string): number {
    return this.seen.get(identifier) ?? 0;
  }

  /** By family: how many texts are public. */
  counts(): Map<string, number> {
    return new Map(this.families().map((family) => [family, this.line(family).length]));
  }

  private refresh(): void {
    const stamp = this.readStamp();
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.lines.clear();
    for (const row of this.readRows()) {
      const line = this.lines.get(row.family) ?? [];
      this.lines.set(row.family, line);
      if (row.identifier !== null) line.push(this.read(row));
    }
  }

  private read(row: RevisionRow): PublicText {
    const known = this.texts.get(row.identifier);
    if (known) return known;
    const body = JSON.parse(row.body) as Omit<Text, "advisoryId" | "number" | "identifier" | "effectiveAt">;
    const text: PublicText = {
      ...body,
      advisoryId: row.advisory_id,
      number: row.number,
      identifier: row.identifier,
      sequence: row.sequence,
      effectiveAt: row.effective_at,
      family: row.family,
      status: row.status,
    };
    this.texts.set(row.identifier, text);
    return text;
  }
}
