// Where the head looks: how long a thing is looked at, and choosing by looking for a while.
import type { Ray } from "three";
import { type Block, nearest } from "./pick";

/** A shorter look is a glance in passing and is not written down. */
const LOOK_S = 0.5;
/** How long a button or a thing is looked at until it is chosen. */
export const DWELL_S = 1.3;

/** Tells how long things were looked at, each time the look goes on to something else. */
export class Looks {
  private on: { id: string; seconds: number } | null = null;

  constructor(private readonly looked: (id: string, seconds: number) => void) {}

  /** Takes in where the head looks in one frame; null for nothing, or while a panel is read. */
  tick(ray: Ray | null, blocks: readonly Block[], seconds: number): void {
    const id = ray === null ? null : (nearest(ray, blocks)?.block.thing.id ?? null);
    if (this.on !== null && this.on.id === id) {
      this.on.seconds += seconds;
      return;
    }
    this.end();
    if (id !== null) this.on = { id, seconds };
  }

  /** The look is over: somebody went on, or the test ends. */
  end(): void {
    if (this.on !== null && this.on.seconds >= LOOK_S) {
      this.looked(this.on.id, Math.round(this.on.seconds * 100) / 100);
    }
    this.on = null;
  }
}

/** Choosing by looking: the same thing, without interruption, for a while. */
export class Dwell {
  private on: string | null = null;
  private seconds = 0;
  private done = false;

  /** How far the choice has come, 0 to 1. */
  get share(): number {
    return this.done || this.on === null ? 0 : Math.min(1, this.seconds / DWELL_S);
  }

  /** Takes in what is looked at; true once, when it was looked at for long enough. */
  tick(on: string | null, seconds: number): boolean {
    if (on !== this.on) {
      this.on = on;
      this.seconds = 0;
      this.done = false;
      return false;
    }
    if (on === null || this.done) return false;
    this.seconds += seconds;
    if (this.seconds < DWELL_S) return false;
    this.done = true;
    return true;
  }
}
