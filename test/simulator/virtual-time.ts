/**
 * Time that passes only from one event to the next. Everything that waits in a simulation waits here, so a month takes a fraction of a
 * second and happens in the same order each time.
 */
interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isOff: boolean;
}

export class VirtualTime {
  /** Milliseconds since the run began. */
  elapsed = 0;
  private readonly events: Event[] = [];
  private order = 0;

  after(milliseconds: number, run: () => void): () => void {
    const event: Event = { at: this.elapsed + Math.max(0, milliseconds), order: this.order++, run, isOff: false };
    this.put(event);
    return () => {
      event.isOff = true;
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** One event after another until it is done. Throws where nothing is left that could happen. */
  async run(isDone: () => boolean, mostEvents = 2_000_000): Promise<void> {
    await settled();
    for (let count = 0; !isDone(); count++) {
      const event = this.take();
      if (!event) throw new Error("the simulation stands still: nothing is left that could happen");
      if (count > mostEvents) throw new Error("the simulation does not come to an end");
      if (event.isOff) continue;
      this.elapsed = Math.max(this.elapsed, event.at);
      event.run();
      await settled();
    }
  }

  private put(event: Event): void {
    let place = this.events.push(event) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.isBefore(place, above)) return;
      this.swap(place, above);
      place = above;
    }
  }

  private take(): Event | undefined {
    const [first] = this.events;
    const last = this.events.pop();
    if (!first || !last || this.events.length === 0) return first;
    this.events[0] = last;
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      if (left >= this.events.length) return first;
      const right = left + 1;
      const next = right < this.events.length && this.isBefore(right, left) ? right : left;
      if (!this.isBefore(next, place)) return first;
      this.swap(next, place);
      place = next;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.events[one], this.events[other]];
    if (!a || !b) return false;
    return a.at === b.at ? a.order < b.order : a.at < b.at;
  }

  private swap(one: number, other: number): void {
    const [a, b] = [this.events[one], this.events[other]];
    if (!a || !b) return;
    this.events[one] = b;
    this.events[other] = a;
  }
}

/** All that goes on without waiting for an event has been done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
