/**
 * A process of the service that may die at any await, or stand still for a while. Whatever it waits for comes back through `resume`:
 * a dead one hears of nothing any more, one that stands still hears of it later.
 */
import type { Timers } from "../../src/domain/ports.ts";
import type { VirtualTime } from "./virtual-time.ts";

export class Process {
  isDead = false;
  /** How often it went on after waiting. */
  awaits = 0;
  private diesAt = Number.POSITIVE_INFINITY;
  private frozenUntil = 0;
  private readonly time: VirtualTime;
  private readonly deathWatch: (() => void)[] = [];

  constructor(time: VirtualTime) {
    this.time = time;
  }

  /** At its n-th await from now. */
  dieAfter(awaits: number): void {
    this.diesAt = this.awaits + awaits;
  }

  freeze(milliseconds: number): void {
    this.frozenUntil = this.time.elapsed + milliseconds;
  }

  onDeath(run: () => void): void {
    this.deathWatch.push(run);
  }

  die(): void {
    if (this.isDead) return;
    this.isDead = true;
    for (const run of this.deathWatch) run();
  }

  resume(run: () => void): void {
    if (this.isDead) return;
    if (this.time.elapsed < this.frozenUntil) {
      this.time.after(this.frozenUntil - this.time.elapsed, () => this.resume(run));
      return;
    }
    if (++this.awaits >= this.diesAt) this.die();
    else run();
  }

  get timers(): Timers {
    return {
      elapsed: () => this.time.elapsed,
      after: (milliseconds, run) => {
        let isOff = false;
        // Also one that ran out while it stood still can be called off before it goes on.
        const callOff = this.time.after(milliseconds, () => this.resume(() => (isOff ? undefined : run())));
        return () => {
          isOff = true;
          callOff();
        };
      },
    };
  }

  /** What the world does meanwhile goes on without it; the answer comes back to it, if it still lives. */
  waitFor<Value>(milliseconds: number, act: () => Value): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.time.after(milliseconds, () => {
        try {
          const value = act();
          this.resume(() => resolve(value));
        } catch (error) {
          this.resume(() => reject(error));
        }
      });
    });
  }
}
