// What surfaces look like: few materials, each shared by everything of its pattern and finish.
import { Color, FrontSide, type Material, MeshBasicMaterial, MeshLambertMaterial, MeshPhongMaterial } from "three";
import type { Merged } from "../shapes/soup";
import type { Paint } from "../world/types";
import { patternTexture } from "./patterns";

/** Colours that people and devices have whatever a file says; no file's paint begins with @. */
export const OWN_PAINTS: readonly Paint[] = [
  paint("@white", "#f4f1ea", "matt"),
  paint("@iris", "#2c1f18", "shiny"),
  paint("@lips", "#9c4f47", "matt"),
  paint("@dark", "#1d2226", "matt"),
  paint("@silver", "#e9efef", "shiny"),
];

function paint(id: string, colour: string, finish: Paint["finish"]): Paint {
  return { id, colour, pattern: "plain", finish };
}

export function materialOf({ pattern, finish }: Merged): Material {
  const map = patternTexture(pattern);
  const common = { vertexColors: true, map, side: FrontSide };
  switch (finish) {
    case "matt": return new MeshLambertMaterial(common);
    case "shiny": return new MeshPhongMaterial({ ...common, shininess: 60, specular: new Color("#4a4a4a") });
    case "metal": return new MeshPhongMaterial({ ...common, shininess: 90, specular: new Color("#9aa4aa") });
    case "glass":
      return new MeshPhongMaterial({
        ...common, transparent: true, opacity: 0.3, shininess: 120, depthWrite: false,
        specular: new Color("#ffffff"),
      });
    case "glowing": return new MeshBasicMaterial({ vertexColors: true, map });
  }
}
