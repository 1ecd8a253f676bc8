// One run of the page: from the pairing to the end of the test, over any number of cuts.
import { buildGently, type Place } from "./look/place";
import { Line } from "./net/line";
import type { Memory } from "./net/kept";
import type { Device, Heard, NodeSaid, Said, Welcome } from "./net/messages";
import { Voice } from "./net/speech";
import { DialoguePlay } from "./play/dialogue";
import type { Play } from "./play/play";
import { ScenePlay } from "./play/scene";
import { Page } from "./ui/page";
import { browserWords, type Words, wordsOf } from "./ui/words";
import { readWorld, WorldError } from "./world/read";
import type { World } from "./world/types";
import { Stage } from "./xr/stage";

interface Battery {
  level: number;
}

/** Pauses in which the candidate can go on, or answers something. */
const ONLY_THE_CLOCK: ReadonlySet<string> = new Set(["loading", "speaking", "rest"]);

/** How long the page waits for a headset's session to be taken off by itself, ms. */
const LINGER_MS = 400;

export class Run {
  private readonly line: Line;
  private words: Words = browserWords();
  private welcomed: Welcome | null = null;
  private welcomedAt = 0;
  private heldS = 0;
  private pausedAt: number | null = null;
  private session: XRSession | null = null;
  private visible = true;
  private tracking = true;
  private battery: Battery | null = null;
  private voice: Voice | null = null;
  private play: Play | null = null;
  private node: NodeSaid | null = null;
  private ended = false;
  /** For hands made of code; nothing on the page uses it. */
  stage: Stage | null = null;

  constructor(
    private readonly memory: Memory,
    device: Device,
    private readonly page: Page,
    private readonly canvas: HTMLCanvasElement,
  ) {
    const url = new URL("socket", document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    this.line = new Line(url.href, memory, device, {
      welcome: (welcome) => void this.welcome(welcome),
      heard: (message) => this.take(message),
      cut: () => this.hold(this.words.cut_words),
    }, () => this.state());
    void this.watchBattery();
  }

  begin(): void {
    this.page.tell(this.words.page_title, this.words.connecting);
    this.line.connect();
  }

  /** What the line has sent and what is acknowledged: for figures. */
  get counts(): Line["counts"] {
    return this.line.counts;
  }

  cut(): void {
    this.line.cut();
  }

  private state(): Said {
    return {
      m: "state", visible: this.session === null || this.visible, tracking: this.tracking,
      battery: this.battery?.level ?? null,
    };
  }

  private async watchBattery(): Promise<void> {
    const known = navigator as Navigator & { getBattery?: () => Promise<Battery> };
    this.battery = (await known.getBattery?.().catch(() => null)) ?? null;
  }

  private async welcome(welcome: Welcome): Promise<void> {
    const first = this.welcomed === null;
    this.welcomed = welcome;
    this.welcomedAt = performance.now();
    this.heldS = 0;
    this.go();
    // It may have been lost with the line that carried it.
    if (this.stage?.playing === true) this.line.say({ m: "ready" });
    if (!first) return;
    this.words = wordsOf(welcome.language);
    document.documentElement.lang = welcome.language;
    document.title = this.words.page_title;
    try {
      const world = readWorld(await this.fetched(welcome.world));
      await this.prepare(world, welcome);
    } catch (error) {
      if (!(error instanceof WorldError || error instanceof TypeError)) throw error;
      this.page.tell(this.words.refused, error.message);
    }
  }

  private async fetched(path: string): Promise<string> {
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${this.memory.token}` } });
    if (!answer.ok) throw new WorldError(`${answer.status} ${answer.statusText}`);
    return answer.text();
  }

  private async prepare(world: World, welcome: Welcome): Promise<void> {
    if (!navigator.xr || !(await navigator.xr.isSessionSupported("immersive-vr"))) {
      this.page.tell(this.words.page_title, this.words.no_vr);
      return;
    }
    await document.fonts.load('700 34px "Open Sans"');
    await document.fonts.load('400 34px "Open Sans"');
    const place = await buildGently(world);
    const { answers, wishes } = await this.page.before(
      this.words, world.title, world.instruction, welcome.seated, welcome.felt === true,
    );
    if (this.ended) return;
    const voice = new Voice(welcome.speech, this.memory, (on, id) => this.line.say({ m: "speaking", on, id }));
    voice.enabled = wishes.sound;
    this.voice = voice;
    // The session first: a browser grants it only right after a touch.
    const session = await navigator.xr.requestSession("immersive-vr", {
      requiredFeatures: ["local-floor"], optionalFeatures: ["hand-tracking", "bounded-floor"],
    });
    await voice.wake();
    if (answers !== null) this.line.say({ m: "sickness", when: "before", answers });
    await this.enter(session, world, place, voice, wishes);
  }

  private async enter(
    session: XRSession, world: World, place: Place, voice: Voice,
    wishes: { seated: boolean; gaze: boolean; edges: boolean },
  ): Promise<void> {
    this.session = session;
    this.page.hide();
    this.canvas.hidden = false;
    const stage = new Stage(place, this.words, this.line, this.memory, voice, wishes, {
      stop: () => this.line.say({ m: "stop" }),
      done: () => this.line.say({ m: "done" }),
    }, this.canvas);
    this.stage = stage;
    this.play = this.playOf(world, place, stage);
    stage.play = this.play;
    stage.minutes = () => this.minutesLeft();
    if (this.node !== null) this.play.hear(this.node);
    session.addEventListener("visibilitychange", () => {
      this.visible = session.visibilityState === "visible";
      this.line.say(this.state());
    });
    session.addEventListener("end", () => void this.left());
    await stage.start(session);
  }

  private playOf(world: World, place: Place, stage: Stage): Play {
    if (world.kind === "dialogue" && place.guest !== null) {
      return new DialoguePlay(world, stage, place.guest);
    }
    return new ScenePlay(world, stage, place.slides, this.welcomed?.marks);
  }

  private take(message: Exclude<Heard, Welcome>): void {
    switch (message.m) {
      case "node":
        this.node = message;
        this.play?.hear(message);
        return;
      case "pause":
        this.pause(message.why);
        return;
      case "go":
        this.go();
        return;
      case "refused":
        this.ended = true;
        this.memory.forget();
        void this.session?.end();
        this.page.tell(this.words.refused, message.problem, message.remedy);
        return;
      case "end":
        void this.end(message.why);
    }
  }

  private pause(why: string): void {
    this.pausedAt ??= performance.now();
    if (why === "rest") this.stage?.rest(() => this.line.say({ m: "ready" }));
    // While words are read aloud only the clock waits, not the candidate.
    this.stage?.block(ONLY_THE_CLOCK.has(why) ? null : this.words.paused_words);
  }

  private hold(why: string): void {
    this.pausedAt ??= performance.now();
    this.stage?.block(why);
  }

  private go(): void {
    if (this.pausedAt !== null) this.heldS += (performance.now() - this.pausedAt) / 1000;
    this.pausedAt = null;
    this.stage?.block(null);
  }

  private minutesLeft(): number | null {
    const { welcomed } = this;
    if (welcomed === null || welcomed.limit_s === null) return null;
    const until = this.pausedAt ?? performance.now();
    const used = welcomed.elapsed_s + (until - this.welcomedAt) / 1000 - this.heldS;
    return Math.max(0, Math.ceil((welcomed.limit_s - used) / 60));
  }

  private async end(why: "done" | "time" | "stopped" | "void"): Promise<void> {
    this.ended = true;
    const { words } = this;
    this.stage?.end();
    this.voice?.hush();
    this.line.flush();
    await this.session?.end().catch(() => undefined);
    this.canvas.hidden = true;
    const answers = await this.page.after(words);
    this.line.say({ m: "sickness", when: "after", answers });
    this.memory.forget();
    const told = {
      done: words.thanks, time: words.thanks_time, stopped: words.thanks_stopped, void: words.thanks_void,
    }[why];
    this.page.tell(words.page_title, told);
  }

  /** The headset's session ended by itself: the headset was left through its own menu. */
  private async left(): Promise<void> {
    this.session = null;
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
    if (!this.ended) location.reload(); // the same test goes on: who we are outlives the reload
  }
}
