// Small signs over things: what the candidate has said about each. They never say whether it is so.
import { CanvasTexture, Group, Sprite, SpriteMaterial, SRGBColorSpace, type Vector3 } from "three";
import { GREEN, ORANGE, TEAL, WHITE } from "./theme";

export type Mark = "wrong" | "right" | "done";

const SIZE = 128;

function picture(mark: Mark): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const paper = canvas.getContext("2d");
  if (paper !== null) {
    paper.beginPath();
    paper.arc(64, 64, 58, 0, 7);
    paper.fillStyle = mark === "wrong" ? ORANGE : mark === "right" ? GREEN : TEAL;
    paper.fill();
    paper.lineWidth = 7;
    paper.strokeStyle = WHITE;
    paper.stroke();
    paper.lineWidth = 13;
    paper.lineCap = "round";
    paper.lineJoin = "round";
    paper.beginPath();
    if (mark === "wrong") {
      paper.moveTo(64, 32);
      paper.lineTo(64, 72);
      paper.moveTo(64, 95);
      paper.lineTo(64, 95.5);
    } else if (mark === "right") {
      paper.moveTo(38, 66);
      paper.lineTo(57, 86);
      paper.lineTo(92, 44);
    } else {
      for (const x of [40, 64, 88]) {
        paper.moveTo(x, 64);
        paper.lineTo(x, 64.5);
      }
    }
    paper.stroke();
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}

export class Signs {
  readonly group = new Group();
  private readonly materials = new Map<Mark, SpriteMaterial>();
  private readonly sprites = new Map<string, Sprite>();

  /** Puts a sign over a thing, or takes it away. */
  set(id: string, mark: Mark | null, at: Vector3): void {
    const old = this.sprites.get(id);
    if (old !== undefined) this.group.remove(old);
    this.sprites.delete(id);
    if (mark === null) return;
    const sprite = new Sprite(this.material(mark));
    sprite.scale.set(0.13, 0.13, 1);
    sprite.position.copy(at).setY(at.y + 0.12);
    sprite.renderOrder = 10;
    this.sprites.set(id, sprite);
    this.group.add(sprite);
  }

  private material(mark: Mark): SpriteMaterial {
    let material = this.materials.get(mark);
    if (material === undefined) {
      material = new SpriteMaterial({ map: picture(mark), depthTest: false, toneMapped: false });
      this.materials.set(mark, material);
    }
    return material;
  }
}
