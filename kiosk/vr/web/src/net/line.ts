// The line to the kiosk: nothing counts until it is acknowledged, and after a cut all is sent again.
import { batchBytes, frameBytes, type Frame } from "./frames";
import type { Memory } from "./kept";
import { heard, type Act, type Device, type Heard, type Said, type Welcome } from "./messages";

const RETRY_MS = [200, 400, 800, 1600, 3000];
/** A frame goes out as it is made, unless they come faster than this one after another. */
const SEND_MS = 8;
const RESEND = 64;
const MOST_IN_BATCH = 256;
const FLOOD_MS = 5000;
/** So many frames are kept for a cut: seven minutes at 72 a second. */
const MOST_FRAMES = 30_000;
const BEAT_MS = 2000;

export interface Listener {
  welcome(welcome: Welcome): void;
  heard(message: Exclude<Heard, Welcome>): void;
  cut(): void;
}

export class Line {
  private socket: WebSocket | null = null;
  private up = false;
  private over = false;
  private tries = 0;
  private frames: Uint8Array<ArrayBuffer>[] = [];
  private firstFrame = 1;
  private sentFrame = 0;
  private sentAt = 0;
  private waiting: Said[] = [];
  private acked = { acts: 0, poses: 0 };

  constructor(
    private readonly url: string,
    private readonly memory: Memory,
    private readonly device: Device,
    private readonly listener: Listener,
    private readonly state: () => Said,
  ) {
    setInterval(() => this.say(this.state()), BEAT_MS);
  }

  /** Whether the kiosk hears us now. */
  get connected(): boolean {
    return this.up;
  }

  connect(): void {
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      const again = this.memory.again === null ? {} : { again: this.memory.again };
      socket.send(JSON.stringify({
        m: "hello", v: 1, token: this.memory.token, ...again, device: this.device,
        resume: this.acked, origin: this.memory.origin,
      }));
    };
    socket.onmessage = (event) => {
      const message = heard(event.data);
      if (message !== null) this.take(message);
    };
    socket.onclose = () => this.closed(socket);
  }

  /** Does an act: numbered, kept, sent, and sent again until the kiosk has it. */
  act(act: Omit<Act, "m" | "n" | "t">): void {
    const whole = this.memory.add(act);
    if (this.up) this.send(whole);
  }

  /** Says something that need not be numbered; a heart-beat is not kept for later. */
  say(said: Said): void {
    if (this.up) this.send(said);
    else if (said.m !== "state" && !this.over) this.waiting.push(said);
  }

  /** Keeps a frame and sends it with others. */
  pose(frame: Frame): void {
    if (this.frames.length >= MOST_FRAMES) return;
    this.frames.push(frameBytes(frame));
    if (performance.now() - this.sentAt >= SEND_MS) this.hurry();
  }

  /** Sends what is kept: a picture may take longer to draw than poses may wait. */
  hurry(): void {
    if (!this.up) return;
    this.sentAt = performance.now();
    this.sendFrames(RESEND);
  }

  /** Sends what is left, when the headset has been taken off. */
  flush(): void {
    while (this.up && this.sentFrame < this.firstFrame - 1 + this.frames.length) {
      const before = this.sentFrame;
      this.sendFrames(MOST_IN_BATCH);
      if (this.sentFrame === before) return;
    }
  }

  /** For tests and figures: what was sent, acknowledged and is still kept. */
  get counts(): { frames: number; acked: number; kept: number } {
    return {
      frames: this.firstFrame - 1 + this.frames.length, acked: this.acked.poses,
      kept: this.frames.length,
    };
  }

  /** Closes the line for a moment, as a bad network would. */
  cut(): void {
    this.socket?.close();
  }

  private take(message: Heard): void {
    switch (message.m) {
      case "welcome":
        this.begin(message);
        return;
      case "ack":
        this.acked = { acts: message.acts, poses: message.poses };
        this.memory.acknowledged(message.acts);
        this.drop(message.poses);
        return;
      case "refused":
        if (message.code === "flood") {
          // The kiosk wants it slower, not gone.
          setTimeout(() => this.connect(), FLOOD_MS);
          this.socket = null;
          return;
        }
        this.over = true;
        break;
      case "end":
        this.over = true;
    }
    this.listener.heard(message);
  }

  private begin(welcome: Welcome): void {
    this.up = true;
    this.tries = 0;
    if (welcome.again !== undefined) this.memory.again = welcome.again;
    this.acked = { acts: welcome.acts, poses: welcome.poses };
    if (welcome.poses >= this.firstFrame + this.frames.length) {
      // A reloaded page goes on counting where the one before it ended.
      this.frames = [];
      this.firstFrame = welcome.poses + 1;
    }
    this.drop(welcome.poses);
    this.sentFrame = welcome.poses;
    for (const act of this.memory.acknowledged(welcome.acts)) this.send(act);
    const waiting = this.waiting;
    this.waiting = [];
    this.listener.welcome(welcome);
    for (const said of waiting) this.send(said);
    this.send(this.state());
  }

  private drop(poses: number): void {
    const had = Math.min(this.frames.length, Math.max(0, poses - this.firstFrame + 1));
    if (had > 0) {
      this.frames.splice(0, had);
      this.firstFrame += had;
    }
  }

  private sendFrames(most: number): void {
    const from = Math.max(0, this.sentFrame + 1 - this.firstFrame);
    const part = this.frames.slice(from, from + most);
    if (part.length === 0 || this.socket?.readyState !== WebSocket.OPEN) return;
    const first = this.firstFrame + from;
    this.socket.send(batchBytes(first, part));
    this.sentFrame = first + part.length - 1;
  }

  private send(said: Said): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(said));
  }

  private closed(socket: WebSocket): void {
    if (socket !== this.socket) return;
    const was = this.up;
    this.up = false;
    if (this.over) return;
    if (was) this.listener.cut();
    const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] as number;
    this.tries += 1;
    setTimeout(() => this.connect(), wait);
  }
}
