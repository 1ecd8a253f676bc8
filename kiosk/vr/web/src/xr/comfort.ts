// What keeps people well: the view fades when they are moved, and the edges go dark while they turn.
import { Mesh, PlaneGeometry, ShaderMaterial } from "three";

const FADE_S = 0.16;
const EDGE_S = 0.35;

export class Comfort {
  readonly mesh: Mesh;
  edges = true;
  private fade = 0;
  private fading: { up: boolean; then: () => void } | null = null;
  private edge = 0;
  private held = 0;
  private readonly material: ShaderMaterial;

  constructor() {
    this.material = new ShaderMaterial({
      transparent: true,
      depthTest: false,
      depthWrite: false,
      uniforms: { fade: { value: 0 }, edge: { value: 0 } },
      vertexShader: `varying vec2 at;
        void main() { at = uv * 2.0 - 1.0; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`,
      fragmentShader: `varying vec2 at; uniform float fade; uniform float edge;
        void main() {
          float rim = smoothstep(0.3, 0.62, length(at)) * edge;
          gl_FragColor = vec4(0.03, 0.05, 0.06, max(fade, rim));
        }`,
    });
    this.mesh = new Mesh(new PlaneGeometry(1.6, 1.6), this.material);
    this.mesh.position.z = -0.35;
    this.mesh.renderOrder = 30;
    this.mesh.frustumCulled = false;
    this.mesh.visible = false;
  }

  /** Whether somebody is being moved just now. */
  get busy(): boolean {
    return this.fading !== null;
  }

  /** Fades out, does something, and fades in. */
  moved(then: () => void): void {
    if (this.fading === null) this.fading = { up: true, then };
  }

  /** Darkens the edges for a moment. */
  turned(): void {
    this.edge = 1;
  }

  /** Darkens the edges as long as something is wrong: 0 to 1. */
  hold(share: number): void {
    this.held = share;
  }

  tick(seconds: number): void {
    if (this.fading !== null) {
      this.fade += (this.fading.up ? 1 : -1) * (seconds / FADE_S);
      if (this.fading.up && this.fade >= 1) {
        this.fading.then();
        this.fading.up = false;
      } else if (!this.fading.up && this.fade <= 0) this.fading = null;
    }
    this.fade = Math.min(1, Math.max(0, this.fade));
    this.edge = Math.max(0, this.edge - seconds / EDGE_S);
    const rim = Math.max(this.edges ? Math.max(this.edge, this.fade) : 0, this.held);
    this.material.uniforms["fade"]!.value = this.fade;
    this.material.uniforms["edge"]!.value = Math.min(1, rim);
    this.mesh.visible = this.fade > 0.001 || rim > 0.001;
  }
}
