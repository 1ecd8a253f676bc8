// The stage: one loop that reads the body, points, chooses, draws and tells the kiosk.
import {
  type Matrix4, PerspectiveCamera, Quaternion, Ray, Vector3, WebGLRenderer,
} from "three";
import { prepareRenderer } from "../look/light";
import type { Place } from "../look/place";
import type { Line } from "../net/line";
import type { Memory } from "../net/kept";
import type { ActKind, By } from "../net/messages";
import type { Voice } from "../net/speech";
import type { Desk, Play } from "../play/play";
import { Ask } from "../ui/ask";
import { Belt, Captions } from "../ui/follow";
import { Signs } from "../ui/marks";
import { Panel } from "../ui/panel";
import type { Words } from "../ui/words";
import type { WorldView } from "../world/types";
import { type Body, frameOf, type Pointer, readBody } from "./body";
import { Comfort } from "./comfort";
import { Looks } from "./gaze";
import { Hands } from "./hands";
import type { Block } from "./pick";
import { type Does, Pointing, type Reach, targetOf } from "./pointing";
import { Pace } from "./pace";
import { outside, Rig } from "./rig";

const UP = new Vector3(0, 1, 0);
const TURN = 30;
const STICK = 0.7;
/** How far the head may be outside a place before the edges go dark, m. */
const OUTSIDE_M = 0.25;

export interface Settings {
  seated: boolean;
  gaze: boolean;
  edges: boolean;
}

export interface Ends {
  stop(): void;
  done(): void;
}

export class Stage implements Desk, Does {
  readonly main = new Panel(1.1, 0.82);
  readonly bubble = new Panel(0.9, 0.9);
  readonly signs = new Signs();
  readonly rig = new Rig();
  private readonly ask: Ask;
  private readonly belt: Belt;
  private readonly captions = new Captions();
  private readonly comfort = new Comfort();
  private readonly hands = new Hands();
  private readonly pointing = new Pointing(this);
  private readonly camera = new PerspectiveCamera(70, 1, 0.05, 220);
  private readonly renderer: WebGLRenderer;
  private readonly looks: Looks;
  private readonly pace = new Pace();
  private wanted: ((picture: string) => void) | null = null;
  private readonly pressed = new Set<XRInputSource>();
  private readonly sticks = new Map<XRInputSource, boolean>();
  play: Play | null = null;
  private begun = false;
  private jumped = false;
  private blocked: string | null = null;
  private last = 0;
  private body: Body | null = null;
  /** Minutes that are left, for the belt. */
  minutes: () => number | null = () => null;

  constructor(
    private readonly place: Place,
    readonly words: Words,
    private readonly line: Line,
    private readonly memory: Memory,
    private readonly voice: Voice,
    private readonly settings: Settings,
    private readonly ends: Ends,
    canvas: HTMLCanvasElement,
  ) {
    this.ask = new Ask(words);
    this.belt = new Belt(words);
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "high-performance" });
    prepareRenderer(this.renderer);
    this.renderer.shadowMap.needsUpdate = true;
    this.renderer.xr.enabled = true;
    this.renderer.xr.setReferenceSpaceType("local-floor");
    this.renderer.xr.setFoveation(1);
    this.comfort.edges = settings.edges;
    this.rig.seated = settings.seated;
    this.looks = new Looks((id, seconds) => this.act("look", id, "gaze", { value: seconds }));
    this.camera.add(this.comfort.mesh);
    this.rig.group.add(this.camera, this.hands.group);
    place.scene.add(
      this.rig.group, this.pointing.rays.group, this.pointing.corners.group, this.signs.group,
      ...this.panels.map((panel) => panel.mesh),
    );
  }

  /** Whether the candidate is in it and does not rest. */
  get playing(): boolean {
    return this.begun && !this.ask.resting;
  }

  /** Begins to draw into a session of the headset. */
  async start(session: XRSession): Promise<void> {
    session.addEventListener("selectstart", (event) => this.pressed.add(event.inputSource));
    session.addEventListener("selectend", (event) => this.pressed.delete(event.inputSource));
    await this.renderer.xr.setSession(session);
    this.renderer.xr.getReferenceSpace()?.addEventListener("reset", () => {
      this.jumped = true;
      this.recentre();
    });
    this.renderer.setAnimationLoop((time, frame) => {
      if (frame) this.frame(time, frame);
    });
  }

  end(): void {
    this.looks.end();
    this.renderer.setAnimationLoop(null);
    this.voice.hush();
  }

  /** Stops what can be done, and says why; null lets it go on. */
  block(why: string | null): void {
    this.blocked = why;
    if (why !== null) this.voice.hush();
  }

  // --- what a play may ask for ---------------------------------------------------------------

  act(kind: ActKind, on: string, by: By, more: { choices?: readonly string[]; value?: number } = {}): void {
    this.line.act({ act: kind, on, by, choices: more.choices ?? [], value: more.value ?? null });
  }

  say(id: string, caption: string | null): void {
    this.captions.say(caption);
    void this.voice.say(id);
  }

  arrive(view: WorldView): void {
    this.comfort.moved(() => this.standAt(view));
  }

  beside(target: Vector3): void {
    const head = this.headNow();
    if (head === null) return;
    const way = target.clone().sub(head.at).setY(0).normalize();
    // To the right of the thing, so that both are seen.
    const aside = way.applyAxisAngle(UP, -0.62);
    const at = head.at.clone().addScaledVector(aside, 0.95);
    at.y = head.at.y - 0.16;
    this.main.stand(at, facing(at, head.at));
  }

  infront(): void {
    const head = this.headNow();
    const view = this.play?.view;
    if (head === null || view === undefined) return;
    // A little to the left: who speaks is in the middle, their words at the right.
    const angle = (view.face * Math.PI) / 180 + 0.54;
    const ahead = new Vector3(-Math.sin(angle), 0, -Math.cos(angle));
    const at = head.at.clone().addScaledVector(ahead, 1);
    at.y = head.at.y - 0.14;
    this.main.stand(at, facing(at, head.at));
  }

  changed(): void {
    this.renderer.shadowMap.needsUpdate = true;
  }

  // --- one frame -----------------------------------------------------------------------------

  private frame(time: number, frame: XRFrame): void {
    const room = this.renderer.xr.getReferenceSpace();
    if (room === null) return;
    const seconds = this.last === 0 ? 0 : Math.min(0.1, (time - this.last) / 1000);
    this.last = time;
    const stand = this.rig.matrix;
    const body = readBody(frame, room, stand, this.pressed);
    this.body = body;
    const now = this.memory.time();
    this.line.pose(frameOf(body, now, this.rig.tell(now), this.jumped));
    this.jumped = false;
    if (body.head !== null && this.play !== null) {
      if (!this.begun) this.begin(this.play);
      this.live(body, this.play, seconds);
    }
    this.comfort.tick(seconds);
    if (!this.pace.draw(time) && this.wanted === null) return;
    this.line.hurry();
    this.hands.update(body);
    for (const panel of this.panels) panel.draw();
    this.renderer.render(this.place.scene, this.camera);
    if (this.wanted !== null) {
      this.wanted(this.renderer.domElement.toDataURL("image/png"));
      this.wanted = null;
    }
  }

  private begin(play: Play): void {
    this.begun = true;
    this.standAt(play.view);
    // The kiosk's clock begins with this; what is done counts from then on.
    this.line.say({ m: "ready" });
    play.begin();
  }

  private live(body: Body, play: Play, seconds: number): void {
    const head = this.headNow();
    if (head === null) return;
    play.tick(seconds);
    this.belt.show(play.places, play.mayFinish, this.minutes());
    this.belt.follow(head.at, head.looking, seconds);
    this.captions.follow(head.at, head.looking, seconds);
    for (const panel of this.panels) panel.mesh.updateMatrixWorld();
    const out = outside(play.view.areas, head.at.x, head.at.z) - OUTSIDE_M;
    this.comfort.hold(Math.min(1, Math.max(0, out / 0.3)));
    this.captions.tick(this.blocked ?? (out > 0 ? this.words.step_back : null), seconds);
    this.steer(body.pointers);
    const reach = this.reach(play);
    const gaze = new Ray(head.at, new Vector3(0, 0, -1).applyQuaternion(head.looking));
    const looked = targetOf(gaze, reach);
    const reading = looked?.kind === "button" || looked?.kind === "panel";
    this.looks.tick(reading || this.blocked !== null ? null : gaze, play.blocks, seconds);
    this.pointing.tick(body.pointers, reach);
    if (this.settings.gaze || body.pointers.length === 0) this.pointing.look(looked, seconds);
  }

  /** What can be pointed at now: while something is asked, only the answer and the belt. */
  private reach(play: Play): Reach {
    const asked = this.ask.open;
    const free = !asked && this.blocked === null;
    return {
      panels: [asked ? this.ask.panel : this.main, this.belt.panel],
      things: free ? play.blocks : [],
      floor: free ? play.view : null,
    };
  }

  private get panels(): readonly Panel[] {
    return [this.ask.panel, this.main, this.belt.panel, this.captions.panel, this.bubble];
  }

  // --- what pointing does --------------------------------------------------------------------

  choose(block: Block, by: By): void {
    if (!this.comfort.busy) this.play?.choose(block, by);
  }

  drag(block: Block, from: Vector3, to: Vector3): void {
    this.play?.drag(block, from, to);
  }

  press(panel: Panel, id: string, by: By): void {
    const { play } = this;
    if (play === null || this.comfort.busy) return;
    if (panel === this.ask.panel) this.ask.answer(id);
    else if (id === "stop") this.askStop();
    else if (id === "finish") this.askFinish();
    else if (id === "recentre") this.recentre();
    else if (id === "turn_left") this.turn(TURN);
    else if (id === "turn_right") this.turn(-TURN);
    else if (this.blocked !== null) return;
    else if (id === "listen") this.say(play.aloud.id, play.aloud.caption);
    else if (id.startsWith("go ")) play.go(id.slice(3), by);
    else if (panel === this.main) play.press(id, by);
  }

  /** Offers a rest after a while; the candidate says when to go on. */
  rest(then: () => void): void {
    this.ask.rest(then);
    this.standAsk();
  }

  private askStop(): void {
    this.ask.stop(() => {
      this.looks.end();
      this.ends.stop();
    });
    this.standAsk();
  }

  private askFinish(): void {
    this.ask.finish(() => {
      this.looks.end();
      this.ends.done();
    });
    this.standAsk();
  }

  private standAsk(): void {
    const head = this.headNow();
    if (head === null) return;
    const ahead = new Vector3(0, 0, -1).applyQuaternion(head.looking).setY(0).normalize();
    const at = head.at.clone().addScaledVector(ahead, 0.8);
    at.y = head.at.y - 0.12;
    this.ask.stand(at, facing(at, head.at));
  }

  // --- moving --------------------------------------------------------------------------------

  private steer(pointers: readonly Pointer[]): void {
    for (const { source } of pointers) {
      const pad = source.gamepad;
      if (!pad || source.hand) continue;
      const x = pad.axes[2] ?? pad.axes[0] ?? 0;
      const pushed = Math.abs(x) > STICK;
      if (pushed && this.sticks.get(source) !== true) this.turn(x > 0 ? -TURN : TURN);
      this.sticks.set(source, pushed);
      // The upper button (B, Y) asks to stop, wherever one looks.
      if (pad.buttons[5]?.pressed === true && !this.ask.open) this.askStop();
    }
  }

  private turn(degrees: number): void {
    const head = this.body?.head;
    if (!head) return;
    this.comfort.turned();
    this.rig.turn(degrees, head.position);
    this.belt.reset();
    this.captions.reset();
  }

  walk(spot: Vector3): void {
    this.comfort.moved(() => {
      const head = this.body?.head;
      if (!head) return;
      this.rig.go([spot.x, spot.y, spot.z], head.position);
      this.after();
    });
  }

  private recentre(): void {
    const view = this.play?.view;
    if (view !== undefined) this.comfort.moved(() => this.standAt(view));
  }

  private standAt(view: WorldView): void {
    const head = this.body?.head;
    if (!head) return;
    this.rig.arrive(view, head.position, head.orientation);
    this.after();
  }

  private after(): void {
    this.belt.reset();
    this.captions.reset();
    this.play?.moved();
  }

  private headNow(): { at: Vector3; looking: Quaternion } | null {
    const head = this.body?.head;
    if (!head) return null;
    const stand: Matrix4 = this.rig.matrix;
    return {
      at: head.position.clone().applyMatrix4(stand),
      looking: new Quaternion().setFromRotationMatrix(stand).multiply(head.orientation),
    };
  }

  // --- for hands made of code ----------------------------------------------------------------

  /** What can be pointed at now, in the headset's own room: for tests and figures. */
  reachable(): Record<string, [number, number, number]> {
    const { play } = this;
    const found: Record<string, [number, number, number]> = {};
    if (play === null || this.comfort.busy) return found;
    const back = this.rig.matrix.clone().invert();
    const reach = this.reach(play);
    for (const panel of reach.panels) {
      for (const button of panel.buttons) {
        const at = panel.middleOf(button.id);
        if (at !== null && button.enabled !== false) found[button.id] = at.applyMatrix4(back).toArray();
      }
    }
    for (const block of reach.things) {
      found[`thing ${block.thing.id}`] = block.middle.applyMatrix4(back).toArray();
    }
    return found;
  }

  /** What is pointed at now, by the same names. */
  get aimed(): readonly string[] {
    return this.pointing.aimed;
  }

  /** The next frame as a picture, as far as the browser shows it on its page. */
  picture(): Promise<string> {
    return new Promise((resolve) => {
      this.wanted = resolve;
    });
  }

  /** What drawing one frame costs. */
  get cost(): { calls: number; triangles: number } {
    const { calls, triangles } = this.renderer.info.render;
    return { calls, triangles };
  }
}

/** Turns a plate at a spot towards a head. */
function facing(at: Vector3, head: Vector3): Quaternion {
  const way = head.clone().sub(at);
  const yaw = Math.atan2(way.x, way.z);
  const nod = Math.atan2(way.y, Math.hypot(way.x, way.z));
  return new Quaternion().setFromAxisAngle(UP, yaw)
    .multiply(new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), -nod));
}
