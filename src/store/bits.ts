/**
 * Two bits for each of a lot's 512 ids, begun and settled, in 128 bytes. 00 not yet; 10 begun, outcome unknown; 11 told (or unknown
 * twice); 01 not told and not owed. "Got or may have got" is begun.
 */
import type { Bits } from "../domain/audience.ts";
import { lotSize } from "./announcements.ts";

const half = lotSize / 8;

export class LotBits {
  readonly bytes: Uint8Array;

  constructor(stored: Uint8Array | null) {
    this.bytes = new Uint8Array(half * 2);
    if (stored) this.bytes.set(stored);
  }

  /** The id's place in its lot. */
  static place(id: number): number {
    return (id - 1) % lotSize;
  }

  get(id: number): Bits {
    const place = LotBits.place(id);
    const mask = 1 << (place & 7);
    return { begun: (this.byte(place >> 3) & mask) !== 0, settled: (this.byte(half + (place >> 3)) & mask) !== 0 };
  }

  set(id: number, { begun, settled }: Bits): void {
    const place = LotBits.place(id);
    this.write(place >> 3, place & 7, begun);
    this.write(half + (place >> 3), place & 7, settled);
  }

  private byte(index: number): number {
    return this.bytes[index] ?? 0;
  }

  private write(index: number, bit: number, on: boolean): void {
    const mask = 1 << bit;
    this.bytes[index] = on ? this.byte(index) | mask : this.byte(index) & ~mask;
  }
}
