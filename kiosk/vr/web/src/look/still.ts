// A still of a place for authors and for the gallery: where one arrives in each view, or anywhere.
import { PerspectiveCamera, Vector3, WebGLRenderer } from "three";
import { prepareRenderer } from "./light";
import { buildPlace } from "./place";
import { readWorld } from "../world/read";
import type { Mood, Vec3, World } from "../world/types";

const EYES = 1.62;

export interface Drawn {
  picture: string;
  calls: number;
  triangles: number;
}

/** Draws a world: `view` from where one arrives there, or from `eye` towards `target`. */
export class Still {
  private readonly world: World;
  private readonly place;
  private readonly renderer: WebGLRenderer;

  constructor(text: string, width: number, height: number) {
    this.world = readWorld(text);
    this.place = buildPlace(this.world);
    this.renderer = new WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
    this.renderer.setSize(width, height, false);
    prepareRenderer(this.renderer);
    this.renderer.shadowMap.needsUpdate = true;
  }

  feel(mood: Mood): void {
    this.place.guest?.feel(mood);
  }

  view(name: string, turn = 0, nod = -12): Drawn {
    const view = this.world.views.find((one) => one.id === name);
    if (view === undefined) throw new Error(`no view "${name}"`);
    const angle = ((view.face + turn) * Math.PI) / 180;
    const eye: Vec3 = [view.stand[0], view.stand[1] + EYES, view.stand[2]];
    const far = Math.cos((nod * Math.PI) / 180);
    return this.from(eye, [
      eye[0] - far * Math.sin(angle), eye[1] + Math.sin((nod * Math.PI) / 180), eye[2] - far * Math.cos(angle),
    ]);
  }

  from(eye: Vec3, target: Vec3, degrees = 74): Drawn {
    const { width, height } = this.renderer.domElement;
    const camera = new PerspectiveCamera(degrees, width / height, 0.05, 200);
    camera.position.set(...eye);
    camera.lookAt(new Vector3(...target));
    this.renderer.render(this.place.scene, camera);
    const { calls, triangles } = this.renderer.info.render;
    return { picture: this.renderer.domElement.toDataURL("image/png"), calls, triangles };
  }
}
