// A plate in the room with words and buttons, to be pointed at, touched with a finger, or looked at.
import {
  CanvasTexture, LinearFilter, Mesh, MeshBasicMaterial, PlaneGeometry, type Quaternion, type Ray,
  SRGBColorSpace, Vector3,
} from "three";
import { type Block, type Button, drawSheet, type Laid, layOut, type Region } from "./sheet";

const PX_PER_M = 1000;
/** So near a plate a finger touches it, m. */
const TOUCH_M = 0.02;
const APPROACH_M = 0.12;

export interface PanelHit {
  far: number;
  button: Button | null;
  at: Vector3;
}

export class Panel {
  readonly mesh: Mesh;
  private readonly canvas = document.createElement("canvas");
  private readonly paper: CanvasRenderingContext2D;
  private texture: CanvasTexture;
  private laid: Laid = { height: 1, regions: [], texts: [] };
  private blocks = "";
  private hover: { id: string | null; dwell: number } = { id: null, dwell: 0 };
  private dirty = false;
  /** By pointer: whether its finger was in front of the plate. */
  private readonly before = new Map<object, number>();

  constructor(private readonly width: number, private readonly scale = 1) {
    const paper = this.canvas.getContext("2d");
    if (paper === null) throw new Error("this browser draws no panels");
    this.paper = paper;
    this.canvas.width = Math.round(width * PX_PER_M);
    this.canvas.height = 8;
    this.texture = this.newTexture();
    // What is drawn last and over everything is never hidden in a wall.
    const material = new MeshBasicMaterial({
      map: this.texture, transparent: true, depthTest: false, toneMapped: false,
    });
    this.mesh = new Mesh(new PlaneGeometry(1, 1), material);
    this.mesh.renderOrder = 20;
    this.mesh.visible = false;
  }

  get visible(): boolean {
    return this.mesh.visible;
  }

  /** Its buttons by id, for tests and for keys. */
  get buttons(): readonly Button[] {
    return this.laid.regions.map((region) => region.button);
  }

  show(blocks: readonly Block[]): void {
    this.mesh.visible = true;
    const key = JSON.stringify(blocks);
    if (key === this.blocks) return;
    this.blocks = key;
    this.hover = { id: null, dwell: 0 };
    this.laid = layOut(this.paper, blocks, this.canvas.width);
    if (this.canvas.height !== this.laid.height) {
      // Another size is another texture on the graphics card.
      this.canvas.height = this.laid.height;
      this.texture.dispose();
      this.texture = this.newTexture();
      const material = this.mesh.material as MeshBasicMaterial;
      material.map = this.texture;
      material.needsUpdate = true;
    }
    this.mesh.scale.set(this.width * this.scale, (this.laid.height / PX_PER_M) * this.scale, 1);
    this.dirty = true;
    this.draw();
  }

  hide(): void {
    this.mesh.visible = false;
    this.before.clear();
  }

  /** Stands it somewhere, in the coordinates of what it hangs in. */
  stand(at: Vector3, facing: Quaternion): void {
    this.mesh.position.copy(at);
    this.mesh.quaternion.copy(facing);
  }

  /** Its half height, m. */
  get half(): number {
    return this.mesh.scale.y / 2;
  }

  /** Where a ray meets it, from the front. */
  hit(ray: Ray): PanelHit | null {
    if (!this.visible) return null;
    const local = ray.clone().applyMatrix4(this.mesh.matrixWorld.clone().invert());
    if (local.direction.z >= -1e-6 || local.origin.z <= 0) return null;
    const far = -local.origin.z / local.direction.z;
    const at = local.at(far, new Vector3());
    if (Math.abs(at.x) > 0.5 || Math.abs(at.y) > 0.5) return null;
    const button = this.buttonAt(at);
    const world = at.applyMatrix4(this.mesh.matrixWorld);
    return { far: world.distanceTo(ray.origin), button, at: world };
  }

  /** The button that a finger presses now: it came through the plate from the front. */
  touched(who: object, tip: Vector3): { near: boolean; button: Button | null } {
    if (!this.visible) return { near: false, button: null };
    const at = this.mesh.worldToLocal(tip.clone());
    const far = at.z; // the plate's own z is not scaled
    const inside = Math.abs(at.x) < 0.5 && Math.abs(at.y) < 0.5;
    const was = this.before.get(who);
    this.before.set(who, inside ? far : Infinity);
    const near = inside && far < APPROACH_M && far > -APPROACH_M;
    const came = inside && was !== undefined && was > TOUCH_M && was < APPROACH_M && far <= TOUCH_M;
    return { near, button: came ? this.buttonAt(at) : null };
  }

  /** Shows which button is meant, and how long it has been looked at. */
  point(id: string | null, dwell = 0): void {
    const step = Math.round(dwell * 20) / 20;
    if (this.hover.id === id && this.hover.dwell === step) return;
    this.hover = { id, dwell: step };
    this.dirty = true;
  }

  draw(): void {
    if (!this.dirty || !this.visible) return;
    this.dirty = false;
    drawSheet(this.paper, this.laid, this.canvas.width, this.hover);
    this.texture.needsUpdate = true;
  }

  /** Where the middle of a button is in the world: for hands made of code. */
  middleOf(id: string): Vector3 | null {
    const region = this.laid.regions.find((one) => one.button.id === id);
    if (region === undefined || !this.visible) return null;
    const x = (region.x + region.width / 2) / this.canvas.width - 0.5;
    const y = 0.5 - (region.y + region.height / 2) / this.canvas.height;
    return this.mesh.localToWorld(new Vector3(x, y, 0));
  }

  private buttonAt(local: Vector3): Button | null {
    const x = (local.x + 0.5) * this.canvas.width, y = (0.5 - local.y) * this.canvas.height;
    const inside = (r: Region): boolean => x >= r.x && x <= r.x + r.width && y >= r.y && y <= r.y + r.height;
    const found = this.laid.regions.find(inside)?.button;
    return found === undefined || found.enabled === false ? null : found;
  }

  private newTexture(): CanvasTexture {
    const texture = new CanvasTexture(this.canvas);
    texture.colorSpace = SRGBColorSpace;
    texture.minFilter = LinearFilter;
    texture.generateMipmaps = false;
    texture.anisotropy = 4;
    return texture;
  }
}
