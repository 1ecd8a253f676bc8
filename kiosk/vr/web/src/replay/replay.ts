// What a candidate saw and did, moment by moment, for the assessor's console: from the recorded
// poses, the world of the seed and the acts. It shows what was done and never whether it was right.
import {
  type Group, Mesh, MeshLambertMaterial, PerspectiveCamera, Quaternion, SphereGeometry, Vector3,
  WebGLRenderer, Group as Node3D, ConeGeometry,
} from "three";
import { prepareRenderer } from "../look/light";
import { buildPlace, moveSlide, type Place } from "../look/place";
import type { Standing } from "../net/frames";
import { type Mark, Signs } from "../ui/marks";
import { checkWorld } from "../world/read";
import type { World } from "../world/types";
import { Hands } from "../xr/hands";
import { Block } from "../xr/pick";
import { type Moment, readTrack } from "./track";

export interface ReplayAct {
  /** Seconds since the track's first frame. */
  s: number;
  act: string;
  on: string;
  choices: readonly string[];
  value: number | null;
}

const UP = new Vector3(0, 1, 0);
const HIGH = 6.5;
/** From above, what is higher than this over the floor (a ceiling) is cut off, m. */
const CUT = 2.25;

export class Replay {
  view: "candidate" | "above" = "candidate";
  readonly seconds: number;
  readonly frames: number;
  private readonly camera = new PerspectiveCamera(82, 1, 0.05, 220);
  private readonly rig = new Node3D();
  private readonly hands = new Hands();
  private readonly head = headShape();
  private readonly signs = new Signs();
  private readonly blocks: ReadonlyMap<string, Block>;
  private readonly standings: readonly (Standing | null)[];
  private done = -1;

  private constructor(
    private readonly renderer: WebGLRenderer,
    private readonly place: Place,
    private readonly world: World,
    private readonly moments: readonly Moment[],
    private readonly acts: readonly ReplayAct[],
  ) {
    this.seconds = moments.at(-1)?.s ?? 0;
    this.frames = moments.length;
    this.blocks = new Map([...world.things, ...world.slides].map((one) => [one.id, new Block(one)]));
    let stand: Standing | null = null;
    this.standings = moments.map((moment) => (stand = moment.stand ?? stand));
    this.rig.add(this.hands.group, this.head);
    place.scene.add(this.rig, this.signs.group);
  }

  /** Reads a track and builds its place. Throws TrackError or WorldError. */
  static async open(
    canvas: HTMLCanvasElement, track: ArrayBuffer, world: unknown, acts: readonly ReplayAct[],
  ): Promise<Replay> {
    const known = checkWorld(world);
    const moments = await readTrack(track);
    const renderer = new WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    prepareRenderer(renderer);
    renderer.shadowMap.needsUpdate = true;
    return new Replay(renderer, buildPlace(known), known, moments, [...acts].sort((a, b) => a.s - b.s));
  }

  /** Draws the moment so many seconds after the beginning. */
  seek(seconds: number): void {
    const index = this.indexAt(seconds);
    const moment = this.moments[index];
    if (moment === undefined) return;
    this.standAt(this.standings[index] ?? null);
    this.hands.update({ ...moment, head: null, pointers: [] });
    this.apply(seconds);
    this.aim(moment);
    this.size();
    this.renderer.render(this.place.scene, this.camera);
  }

  dispose(): void {
    this.renderer.dispose();
  }

  private indexAt(seconds: number): number {
    let low = 0, high = this.moments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.moments[middle] as Moment).s <= seconds) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private standAt(stand: Standing | null): void {
    const view = this.world.views[0];
    const [x, y, z, yaw] = stand ?? [...(view?.stand ?? [0, 0, 0]), 0];
    this.rig.position.set(x ?? 0, y ?? 0, z ?? 0);
    this.rig.quaternion.setFromAxisAngle(UP, yaw ?? 0);
    this.rig.updateMatrixWorld(true);
  }

  private aim(moment: Moment): void {
    const above = this.view === "above";
    this.head.visible = above && moment.head !== null;
    if (moment.head === null) return;
    this.head.position.fromArray(moment.head.position);
    this.head.quaternion.fromArray(moment.head.orientation);
    const at = this.head.position.clone().applyMatrix4(this.rig.matrixWorld);
    const looking = this.rig.quaternion.clone().multiply(new Quaternion().fromArray(moment.head.orientation));
    if (above) this.fromAbove(at);
    else {
      this.camera.near = 0.05;
      this.camera.fov = 82;
      this.camera.position.copy(at);
      this.camera.quaternion.copy(looking);
    }
  }

  private fromAbove(head: Vector3): void {
    const floor = this.rig.position.y;
    this.camera.position.set(head.x, floor + HIGH, head.z + 0.01);
    this.camera.up.set(0, 0, -1);
    this.camera.lookAt(head.x, floor, head.z);
    this.camera.near = HIGH - CUT;
    this.camera.fov = 66;
  }

  private size(): void {
    const { domElement: canvas } = this.renderer;
    const width = canvas.clientWidth || canvas.width, height = canvas.clientHeight || canvas.height;
    this.renderer.setPixelRatio(Math.min(2, globalThis.devicePixelRatio));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
  }

  /** Marks and moves what was marked and moved until then. */
  private apply(seconds: number): void {
    const until = this.acts.filter((act) => act.s <= seconds).length - 1;
    if (until === this.done) return;
    this.done = until;
    const marks = new Map<string, Mark>();
    const offsets = new Map(this.world.slides.map((slide) => [slide.id, slide.offset_mm]));
    for (const act of this.acts.slice(0, until + 1)) {
      if (act.act === "report") marks.set(act.on, "wrong");
      else if (act.act === "clear") marks.set(act.on, "right");
      else if (act.act === "choose" && !marks.has(act.on)) marks.set(act.on, "done");
      else if (act.act === "slide") {
        marks.set(act.on, "done");
        offsets.set(act.on, act.value ?? 0);
      }
    }
    for (const [id, block] of this.blocks) this.signs.set(id, marks.get(id) ?? null, block.top);
    for (const [id, offset] of offsets) this.lay(this.place.slides.get(id), offset);
    this.renderer.shadowMap.needsUpdate = true;
  }

  private lay(group: Group | undefined, offset: number): void {
    if (group !== undefined) moveSlide(group, offset);
  }
}

/** The candidate's head, seen from above: which way it looks is what matters. */
function headShape(): Node3D {
  const made = new Node3D();
  const paint = new MeshLambertMaterial({ color: "#0f4c5c" });
  const nose = new MeshLambertMaterial({ color: "#e36414" });
  made.add(new Mesh(new SphereGeometry(0.13, 20, 14), paint));
  const point = new Mesh(new ConeGeometry(0.06, 0.16, 14).rotateX(-Math.PI / 2), nose);
  point.position.z = -0.17;
  made.add(point);
  return made;
}
