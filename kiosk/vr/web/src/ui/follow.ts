// What stays with the candidate: the belt with stop and places, and the captions. Both come along
// slowly, so that they are always within reach and never in the way.
import { Quaternion, Vector3 } from "three";
import { yawOf } from "../xr/rig";
import { Panel } from "./panel";
import type { Block, Button } from "./sheet";
import type { Words } from "./words";

const UP = new Vector3(0, 1, 0);

/** Follows a turn once it is so far off, and then goes all the way. */
class LazyTurn {
  private yaw: number | null = null;
  private moving = false;

  constructor(private readonly slack: number) {}

  toward(yaw: number, seconds: number): number {
    if (this.yaw === null) this.yaw = yaw;
    const off = Math.atan2(Math.sin(yaw - this.yaw), Math.cos(yaw - this.yaw));
    if (Math.abs(off) > this.slack) this.moving = true;
    if (Math.abs(off) < 0.04) this.moving = false;
    if (this.moving) this.yaw += off * Math.min(1, seconds * 4);
    return this.yaw;
  }

  reset(): void {
    this.yaw = null;
  }
}

/** So far to the left of straight ahead the belt hangs: what lies before one's feet stays free. */
const ASIDE = 0.6;

/** The belt: a slanted plate at the left hip. Looking down, it is there. */
export class Belt {
  readonly panel = new Panel(1.2, 0.58);
  private readonly turn = new LazyTurn(0.7);

  constructor(private readonly words: Words) {}

  /** What can always be done: go, turn, listen, stop. */
  show(places: readonly Button[], mayFinish: boolean, minutes: number | null): void {
    const { words } = this;
    const rows: Block[] = [];
    if (minutes !== null) rows.push({ kind: "small", text: `${minutes} ${words.minutes_left}` });
    if (places.length > 0) rows.push({ kind: "row", low: true, buttons: places });
    rows.push({ kind: "row", low: true, buttons: [
      { id: "turn_left", label: words.turn_left }, { id: "recentre", label: words.recentre },
      { id: "listen", label: words.listen }, { id: "turn_right", label: words.turn_right },
    ] });
    const last: Button[] = [{ id: "stop", label: words.stop, look: "stop" }];
    if (mayFinish) last.push({ id: "finish", label: words.finished, look: "call" });
    rows.push({ kind: "row", low: true, buttons: last });
    this.panel.show(rows);
  }

  follow(head: Vector3, looking: Quaternion, seconds: number): void {
    const yaw = this.turn.toward(yawOf(looking), seconds) + ASIDE;
    const ahead = new Vector3(-Math.sin(yaw), 0, -Math.cos(yaw));
    const at = head.clone().addScaledVector(ahead, 0.5);
    at.y = head.y - 0.64;
    const facing = new Quaternion().setFromAxisAngle(UP, yaw)
      .multiply(new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), -0.95));
    this.panel.stand(at, facing);
  }

  reset(): void {
    this.turn.reset();
  }
}

/** Captions: a strip below the middle of the view. */
export class Captions {
  readonly panel = new Panel(1.1, 0.9);
  private readonly turn = new LazyTurn(0.3);
  private text: string | null = null;
  private left = 0;

  /** Shows a text for as long as it takes to read it. */
  say(text: string | null): void {
    this.text = text;
    this.left = text === null ? 0 : Math.max(3, text.length / 13);
  }

  /** Shows what has to be known now, or what was said last. */
  tick(now: string | null, seconds: number): void {
    if (now === null) this.left -= seconds;
    const text = now ?? (this.left > 0 ? this.text : null);
    if (text === null || text === "") this.panel.hide();
    else this.panel.show([{ kind: "words", text }]);
  }

  follow(head: Vector3, looking: Quaternion, seconds: number): void {
    const yaw = this.turn.toward(yawOf(looking), seconds);
    const ahead = new Vector3(-Math.sin(yaw), 0, -Math.cos(yaw));
    const at = head.clone().addScaledVector(ahead, 1.35);
    at.y = head.y - 0.4;
    const facing = new Quaternion().setFromAxisAngle(UP, yaw)
      .multiply(new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), -0.28));
    this.panel.stand(at, facing);
  }

  reset(): void {
    this.turn.reset();
  }
}
