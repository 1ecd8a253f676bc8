// Poses before pictures: where a machine cannot draw every frame, it draws some, and tells all.
// A headset that keeps its pace draws every one; between two pictures its compositor shows the last.

/** Slower than this is too slow for poses; faster than that leaves room for more pictures, ms. */
const SLOW_MS = 21;
const FAST_MS = 17.5;
const SPAN_MS = 700;
const MOST = 24;

export class Pace {
  private every = 1;
  private count = 0;
  private frames = 0;
  private since = 0;
  private calm = 0;

  /** Whether this frame is to be drawn. */
  draw(now: number): boolean {
    this.frames += 1;
    if (this.since === 0) this.since = now;
    const span = now - this.since;
    if (span >= SPAN_MS) {
      this.judge(span / this.frames);
      this.frames = 0;
      this.since = now;
    }
    this.count += 1;
    if (this.count < this.every) return false;
    this.count = 0;
    return true;
  }

  private judge(mean: number): void {
    if (mean > SLOW_MS) {
      this.every = Math.min(MOST, this.every * 2);
      this.calm = 0;
    } else if (mean < FAST_MS && this.every > 1) {
      // Not at once, or it would go to and fro.
      this.calm += 1;
      if (this.calm >= 4) {
        this.every -= 1;
        this.calm = 0;
      }
    }
  }
}
