// Takes in the world's JSON: what is not what was agreed is refused with words, not half drawn.
import type { World } from "./types";

export class WorldError extends Error {}

const LISTS = ["paints", "scenery", "views", "things", "slides"] as const;

/** The world that a text holds. Throws WorldError. */
export function readWorld(text: string): World {
  try {
    return checkWorld(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new WorldError("the world is not JSON");
    throw error;
  }
}

/** The same value, known to be a world. Throws WorldError. */
export function checkWorld(value: unknown): World {
  if (typeof value !== "object" || value === null) throw new WorldError("the world is no object");
  const world = value as Record<string, unknown>;
  if (world["version"] !== 1) throw new WorldError("the world is of another version");
  if (world["kind"] !== "scene" && world["kind"] !== "dialogue") throw new WorldError("no kind");
  for (const name of LISTS) {
    if (!Array.isArray(world[name])) throw new WorldError(`${name} is no list`);
  }
  if ((world["views"] as unknown[]).length === 0) throw new WorldError("there is nowhere to stand");
  if (world["kind"] === "dialogue" && typeof world["guest"] !== "object") {
    throw new WorldError("nobody comes");
  }
  return value as World;
}
