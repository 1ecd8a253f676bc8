// What has to outlive a reload of the page: who we are, the clock, and what the kiosk lacks yet.
import type { Act } from "./messages";

const KEY = "acredita-vr";

interface Kept {
  token: string;
  again: string | null;
  origin: number;
  acts: Act[];
  next: number;
}

/** The session's memory in this tab; a new pairing begins anew. */
export class Memory {
  private readonly kept: Kept;

  private constructor(kept: Kept) {
    this.kept = kept;
  }

  /** Takes the token out of the address, or the one of before a reload; null without any. */
  static open(): Memory | null {
    const given = location.hash.replace(/^#/, "");
    // The token shall stand nowhere: neither in the address bar nor in the history.
    if (given !== "") history.replaceState(null, "", location.pathname);
    const before = Memory.stored();
    if (before !== null && (given === "" || given === before.token)) return new Memory(before);
    if (!/^[A-Za-z0-9_-]{16,128}$/.test(given)) return null;
    const fresh = { token: given, again: null, origin: performance.timeOrigin, acts: [], next: 1 };
    const memory = new Memory(fresh);
    memory.store();
    return memory;
  }

  private static stored(): Kept | null {
    try {
      const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
      const kept = value as Kept | null;
      return kept !== null && typeof kept.token === "string" && Array.isArray(kept.acts) ? kept : null;
    } catch {
      return null;
    }
  }

  get token(): string {
    return this.kept.token;
  }

  /** The zero of its time on the wall's clock, ms. */
  get origin(): number {
    return this.kept.origin;
  }

  get again(): string | null {
    return this.kept.again;
  }

  set again(secret: string | null) {
    this.kept.again = secret;
    this.store();
  }

  /** A time of this page as the kiosk knows it: it goes on over a reload, never back. */
  time(now = performance.now()): number {
    return performance.timeOrigin - this.kept.origin + now;
  }

  /** Numbers an act and keeps it until it is acknowledged. */
  add(act: Omit<Act, "m" | "n" | "t">): Act {
    const whole: Act = { m: "act", n: this.kept.next, t: this.time(), ...act };
    this.kept.next += 1;
    this.kept.acts.push(whole);
    this.store();
    return whole;
  }

  /** Forgets what the kiosk has; what it lacks comes back, in order. */
  acknowledged(acts: number): readonly Act[] {
    const waiting = this.kept.acts.filter((act) => act.n > acts);
    if (waiting.length !== this.kept.acts.length || this.kept.next <= acts) {
      this.kept.acts = waiting;
      this.kept.next = Math.max(this.kept.next, acts + 1);
      this.store();
    }
    return waiting;
  }

  forget(): void {
    sessionStorage.removeItem(KEY);
  }

  private store(): void {
    sessionStorage.setItem(KEY, JSON.stringify(this.kept));
  }
}
