// The patterns that lie on surfaces: drawn here, so that no picture has to be fetched.
import { CanvasTexture, RepeatWrapping, SRGBColorSpace } from "three";
import type { Pattern } from "../world/types";

const SIZE = 512;

interface Recipe {
  /** How many metres the picture covers, so that it repeats without a seam. */
  metres: number;
  draw: (paper: CanvasRenderingContext2D, chance: () => number) => void;
}

const RECIPES: Readonly<Record<Exclude<Pattern, "plain">, Recipe>> = {
  brick: { metres: 1, draw: drawBrick },
  planks: { metres: 1, draw: drawPlanks },
  tiles: { metres: 0.9, draw: drawTiles },
  concrete: { metres: 2.4, draw: (paper, chance) => speckle(paper, chance, 9000, 0.045, 7) },
  soil: { metres: 1.6, draw: (paper, chance) => speckle(paper, chance, 16000, 0.085, 6) },
  grass: { metres: 1.4, draw: drawGrass },
  cloth: { metres: 0.28, draw: drawCloth },
  stripes: { metres: 0.6, draw: drawStripes },
  carpet: { metres: 0.7, draw: (paper, chance) => speckle(paper, chance, 22000, 0.1, 3) },
  render: { metres: 2.2, draw: (paper, chance) => speckle(paper, chance, 14000, 0.022, 4) },
};

const drawn = new Map<Pattern, CanvasTexture>();

/** The texture of a pattern; null where there is none. */
export function patternTexture(pattern: Pattern): CanvasTexture | null {
  if (pattern === "plain") return null;
  const known = drawn.get(pattern);
  if (known !== undefined) return known;
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const paper = canvas.getContext("2d");
  if (paper === null) return null;
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, SIZE, SIZE);
  const recipe = RECIPES[pattern];
  recipe.draw(paper, dice(pattern.length * 7919 + pattern.charCodeAt(0)));
  const texture = new CanvasTexture(canvas);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.repeat.set(1 / recipe.metres, 1 / recipe.metres);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  drawn.set(pattern, texture);
  return texture;
}

/** Draws that come out the same every time (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function grey(level: number): string {
  const value = Math.round(255 * Math.min(1, Math.max(0, level)));
  return `rgb(${value},${value},${value})`;
}

function speckle(
  paper: CanvasRenderingContext2D, chance: () => number, many: number, strong: number, largest: number,
): void {
  for (let i = 0; i < many; i += 1) {
    const dark = chance() < 0.6;
    paper.fillStyle = dark ? "#000" : "#fff";
    paper.globalAlpha = strong * chance();
    const size = 1 + largest * chance() ** 3;
    const x = chance() * SIZE, y = chance() * SIZE;
    // What runs over an edge comes in at the other.
    for (const dx of [0, -SIZE]) {
      for (const dy of [0, -SIZE]) {
        paper.beginPath();
        paper.ellipse(x + dx + size, y + dy + size, size, size * (0.6 + 0.4 * chance()), 0, 0, 7);
        paper.fill();
      }
    }
  }
  paper.globalAlpha = 1;
}

function drawBrick(paper: CanvasRenderingContext2D, chance: () => number): void {
  const rows = 12, columns = 4, joint = 5;
  paper.fillStyle = "#ffffff";
  paper.fillRect(0, 0, SIZE, SIZE);
  const high = SIZE / rows, wide = SIZE / columns;
  for (let row = 0; row < rows; row += 1) {
    for (let column = -1; column < columns; column += 1) {
      const x = column * wide + (row % 2) * (wide / 2);
      const shade = 0.84 + 0.16 * dice(row * 17 + ((column + columns) % columns) + 5)();
      paper.fillStyle = grey(shade);
      paper.fillRect(x + joint / 2, row * high + joint / 2, wide - joint, high - joint);
    }
  }
  speckle(paper, chance, 3000, 0.08, 4);
}

function drawPlanks(paper: CanvasRenderingContext2D, chance: () => number): void {
  const boards = 5, high = SIZE / boards;
  for (let board = 0; board < boards; board += 1) {
    paper.fillStyle = grey(0.84 + 0.14 * chance());
    paper.fillRect(0, board * high, SIZE, high);
    for (let line = 0; line < 16; line += 1) {
      paper.strokeStyle = "#000";
      paper.globalAlpha = 0.04 + 0.05 * chance();
      paper.lineWidth = 0.8 + 1.8 * chance();
      const y = board * high + high * chance();
      paper.beginPath();
      paper.moveTo(0, y);
      paper.bezierCurveTo(SIZE / 3, y + 6 * (chance() - 0.5), (2 * SIZE) / 3, y + 6 * (chance() - 0.5), SIZE, y);
      paper.stroke();
    }
    paper.globalAlpha = 0.34;
    paper.fillStyle = "#000";
    paper.fillRect(0, board * high, SIZE, 2.5);
    paper.globalAlpha = 1;
  }
}

function drawTiles(paper: CanvasRenderingContext2D, chance: () => number): void {
  const many = 3, side = SIZE / many;
  paper.fillStyle = grey(0.74);
  paper.fillRect(0, 0, SIZE, SIZE);
  for (let row = 0; row < many; row += 1) {
    for (let column = 0; column < many; column += 1) {
      paper.fillStyle = grey(0.95 + 0.05 * chance());
      paper.fillRect(column * side + 2, row * side + 2, side - 4, side - 4);
    }
  }
}

function drawGrass(paper: CanvasRenderingContext2D, chance: () => number): void {
  speckle(paper, chance, 4000, 0.12, 16);
  for (let i = 0; i < 4200; i += 1) {
    paper.strokeStyle = chance() < 0.5 ? "#000" : "#fff";
    paper.globalAlpha = 0.13 * chance();
    paper.lineWidth = 1.2;
    const x = chance() * SIZE, y = chance() * SIZE;
    paper.beginPath();
    paper.moveTo(x, y);
    paper.lineTo(x + 8 * (chance() - 0.5), y - 5 - 9 * chance());
    paper.stroke();
  }
  paper.globalAlpha = 1;
}

function drawCloth(paper: CanvasRenderingContext2D): void {
  const threads = 32, wide = SIZE / threads;
  for (let i = 0; i < threads; i += 1) {
    paper.fillStyle = "#000";
    paper.globalAlpha = i % 2 ? 0.05 : 0.012;
    paper.fillRect(i * wide, 0, wide, SIZE);
    paper.globalAlpha = i % 2 ? 0.012 : 0.055;
    paper.fillRect(0, i * wide, SIZE, wide);
  }
  paper.globalAlpha = 1;
}

function drawStripes(paper: CanvasRenderingContext2D): void {
  paper.fillStyle = grey(0.12);
  for (let i = -2; i < 4; i += 1) {
    const x = (i * SIZE) / 2;
    paper.beginPath();
    paper.moveTo(x, SIZE);
    paper.lineTo(x + SIZE / 4, SIZE);
    paper.lineTo(x + SIZE / 4 + SIZE, 0);
    paper.lineTo(x + SIZE, 0);
    paper.fill();
  }
}
