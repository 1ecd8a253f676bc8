// From the parts that a file names to triangles in a soup.
import { BufferGeometry, Euler, MathUtils, Matrix4, Quaternion, Vector3 } from "three";
import type { Part, Vec3 } from "../world/types";
import { box } from "./box";
import { addFigure } from "./figure";
import { ball, cushion, cut, drum, heap, pipe, turned } from "./round";
import type { Soup } from "./soup";

const ONE = new Vector3(1, 1, 1);

/** Where something stands: turned about the upright, then tipped forwards, then to the left. */
export function placeOf(at: Vec3, turn = 0, nod = 0, lean = 0): Matrix4 {
  const euler = new Euler(
    MathUtils.degToRad(nod), MathUtils.degToRad(turn), MathUtils.degToRad(lean), "YXZ",
  );
  return new Matrix4().compose(new Vector3(...at), new Quaternion().setFromEuler(euler), ONE);
}

/** Adds parts, standing in `base`. */
export function addParts(soup: Soup, parts: readonly Part[], base: Matrix4): void {
  for (const part of parts) {
    for (let copy = 0; copy < part.copies; copy += 1) {
      const at: Vec3 = [
        part.at[0] + copy * part.apart[0],
        part.at[1] + copy * part.apart[1],
        part.at[2] + copy * part.apart[2],
      ];
      const place = base.clone().multiply(placeOf(at, part.turn, part.nod, part.lean));
      if (part.shape === "together") addParts(soup, part.parts, place);
      else if (part.shape === "figure") addFigure(soup, place, part, "calm", "all");
      else soup.add(geometryOf(part), place, part.paint);
    }
  }
}

function geometryOf(part: Exclude<Part, { shape: "together" | "figure" }>): BufferGeometry {
  switch (part.shape) {
    case "box": return box(part.size, part.edge);
    case "drum": return drum(part.radius, part.top, part.height, part.sides);
    case "ball": return ball(part.size);
    case "cushion": return cushion(part.size);
    case "heap": return heap(part.size);
    case "pipe": return pipe(part.points, part.radius, part.smooth, part.sides);
    case "turned": return turned(part.profile, part.sides);
    case "cut": return cut(part.outline, part.depth);
  }
}
