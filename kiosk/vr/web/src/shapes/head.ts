// A head with a face that shows how somebody feels. Its origin is the neck; it looks along z.
import { type BufferGeometry, Matrix4, Vector3 } from "three";
import type { Figure, Mood } from "../world/types";
import { ball, between, drum, loft, pipe } from "./round";
import { box } from "./box";
import type { Soup } from "./soup";

const SKULL = [
  { y: -0.075, x: 0.05, z: 0.05, shift: 0.012 },
  { y: 0.0, x: 0.054, z: 0.055, shift: 0.008 },
  { y: 0.028, x: 0.052, z: 0.058, shift: 0.03 },
  { y: 0.042, x: 0.062, z: 0.075, shift: 0.027 },
  { y: 0.075, x: 0.078, z: 0.092, shift: 0.016 },
  { y: 0.115, x: 0.087, z: 0.1, shift: 0.008 },
  { y: 0.16, x: 0.091, z: 0.104, shift: 0.003 },
  { y: 0.2, x: 0.087, z: 0.102, shift: 0 },
  { y: 0.235, x: 0.068, z: 0.082, shift: -0.002 },
  { y: 0.255, x: 0.036, z: 0.045, shift: -0.002 },
  { y: 0.262, x: 0.002, z: 0.002, shift: -0.002 },
];

/** How brows and mouth stand: degrees of the brows, how far the mouth's corners are raised, m. */
const MOODS: Readonly<Record<Mood, { brow: number; raise: number; corner: number; open: number }>> = {
  calm: { brow: 0, raise: 0, corner: 0.002, open: 0 },
  pleased: { brow: 5, raise: 0.004, corner: 0.018, open: 0.009 },
  upset: { brow: -17, raise: -0.004, corner: -0.011, open: 0 },
};

export function addHead(soup: Soup, place: Matrix4, who: Figure, mood: Mood): void {
  const put = (shape: BufferGeometry, paint: string): void => soup.add(shape, place, paint);
  put(loft(SKULL, 20), who.skin);
  addFace(put, who, mood);
  if (who.helmet === null) addHair(put, who);
  else addHelmet(put, who.helmet, who);
  if (who.beard !== null) {
    put(
      loft(
        [
          { y: 0.018, x: 0.03, z: 0.04, shift: 0.045 },
          { y: 0.028, x: 0.058, z: 0.072, shift: 0.036 },
          { y: 0.046, x: 0.071, z: 0.081, shift: 0.025 },
          // Over the mouth it lies behind the lips, and runs up to the ears at the sides.
          { y: 0.055, x: 0.08, z: 0.074, shift: 0.012 },
          { y: 0.1, x: 0.089, z: 0.05, shift: 0.004 },
        ],
        16,
      ),
      who.beard,
    );
  }
  if (who.ears !== null) {
    for (const side of [1, -1]) {
      const cup = drum(0.036, 0.03, 0.034, 14).rotateZ((-side * Math.PI) / 2);
      put(cup.translate(side * 0.082, 0.125, 0), who.ears);
    }
    put(pipe([[-0.1, 0.125, 0], [-0.098, 0.22, 0], [0, 0.3, 0], [0.098, 0.22, 0], [0.1, 0.125, 0]],
      0.008, true, 6), who.ears);
  }
  if (who.shield !== null) {
    put(
      loft(
        [
          { y: 0.02, x: 0.115, z: 0.155, shift: 0.02 },
          { y: 0.2, x: 0.122, z: 0.16, shift: 0.012 },
        ],
        24,
      ),
      who.shield,
    );
    put(drum(0.13, 0.13, 0.025, 20).translate(0, 0.2, 0.01), "@dark");
  }
}

function addFace(put: (shape: BufferGeometry, paint: string) => void, who: Figure, mood: Mood): void {
  const { brow, raise, corner, open } = MOODS[mood];
  for (const side of [1, -1]) {
    const x = side * 0.036;
    const squint = mood === "pleased" ? 0.8 : 1;
    put(ball([0.032, 0.024 * squint, 0.014], 12, 8).translate(x, 0.124, 0.091), "@white");
    put(ball([0.017, 0.019 * squint, 0.01], 12, 8).translate(x, 0.1265, 0.0945), "@iris");
    put(ball([0.005, 0.005, 0.005], 6, 4).translate(x + 0.003, 0.138, 0.1), "@white");
    // Lids frame the eyes: without them everybody stares.
    put(ball([0.037, 0.012, 0.016], 12, 6).translate(x, 0.138, 0.088), who.skin);
    const line = box([0.042, 0.009, 0.012], 0.003);
    line.rotateZ((-side * brow * Math.PI) / 180);
    put(line.translate(x, 0.157 + raise, 0.098), who.hair);
    put(ball([0.022, 0.05, 0.036], 10, 8).translate(side * 0.088, 0.098, 0.0), who.skin);
  }
  const bridge = between(new Vector3(0, 0.135, 0.094), new Vector3(0, 0.096, 0.11), 0.008, 0.014, 8);
  put(bridge, who.skin);
  put(ball([0.034, 0.022, 0.024], 10, 6).translate(0, 0.086, 0.106), who.skin);
  const y = 0.06;
  const lips = pipe(
    [[-0.027, y + corner, 0.093], [-0.014, y + corner * 0.25, 0.1005], [0, y, 0.1025],
      [0.014, y + corner * 0.25, 0.1005], [0.027, y + corner, 0.093]],
    0.0042, true, 6,
  );
  put(lips, "@lips");
  if (open > 0) put(box([0.034, open, 0.006], 0.002).translate(0, y - 0.001, 0.0985), "@white");
  if (who.glasses !== null) {
    for (const side of [1, -1]) {
      const round: [number, number, number][] = [];
      for (let i = 0; i <= 8; i += 1) {
        const angle = (i * Math.PI) / 4;
        round.push([side * 0.036 + 0.026 * Math.cos(angle), 0.136 + 0.021 * Math.sin(angle), 0.108]);
      }
      put(pipe(round, 0.0026, true, 5), who.glasses);
      put(pipe([[side * 0.062, 0.14, 0.104], [side * 0.092, 0.14, 0.01]], 0.0026, false, 5), who.glasses);
    }
    put(pipe([[-0.01, 0.138, 0.11], [0.01, 0.138, 0.11]], 0.0026, false, 5), who.glasses);
  }
}

function addHair(put: (shape: BufferGeometry, paint: string) => void, who: Figure): void {
  if (who.hair_style === "bald") return;
  const thick = who.hair_style === "crop" ? 0.004 : 0.014;
  const cap = loft(
    [
      { y: 0.085, x: 0.086 + thick * 0.6, z: 0.07, shift: -0.045 },
      { y: 0.13, x: 0.089 + thick, z: 0.088, shift: -0.034 },
      { y: 0.168, x: 0.092 + thick, z: 0.1, shift: -0.018 },
      { y: 0.19, x: 0.092 + thick, z: 0.108 + thick * 0.6, shift: -0.003 },
      { y: 0.222, x: 0.083 + thick, z: 0.1 + thick, shift: 0 },
      { y: 0.252, x: 0.058 + thick, z: 0.072 + thick, shift: 0 },
      { y: 0.27 + thick * 0.5, x: 0.026, z: 0.034, shift: 0 },
      { y: 0.274 + thick * 0.5, x: 0.002, z: 0.002, shift: 0 },
    ],
    20,
  );
  put(cap, who.hair);
  if (who.hair_style === "curly") {
    for (let i = 0; i < 22; i += 1) {
      // Curls over the upper half of the head, where no face is (a spiral on a ball).
      const up = 0.1 + (0.9 * (i + 0.5)) / 22, angle = i * 2.399963;
      const flat = Math.sqrt(1 - up * up);
      const z = 0.095 * flat * Math.cos(angle);
      if (z > 0.05 && up < 0.45) continue;
      put(ball([0.07, 0.065, 0.07], 8, 6)
        .translate(0.098 * flat * Math.sin(angle), 0.135 + 0.125 * up - 0.02, z - 0.012), who.hair);
    }
  }
  if (who.hair_style === "bun") put(ball([0.085, 0.08, 0.07]).translate(0, 0.17, -0.125), who.hair);
  if (who.hair_style === "long" || who.hair_style === "bun") {
    const low = who.hair_style === "long" ? -0.1 : 0.03;
    put(
      loft(
        [
          { y: low, x: 0.082, z: 0.03, shift: -0.078 },
          { y: 0.05, x: 0.1, z: 0.052, shift: -0.058 },
          { y: 0.14, x: 0.104, z: 0.07, shift: -0.04 },
          { y: 0.2, x: 0.1, z: 0.09, shift: -0.02 },
        ],
        18,
      ),
      who.hair,
    );
  }
}

function addHelmet(put: (shape: BufferGeometry, paint: string) => void, paint: string, who: Figure): void {
  put(
    loft(
      [
        { y: 0.165, x: 0.122, z: 0.15, shift: 0.008 },
        { y: 0.18, x: 0.12, z: 0.142, shift: 0.004 },
        { y: 0.215, x: 0.115, z: 0.132, shift: 0 },
        { y: 0.255, x: 0.098, z: 0.115, shift: 0 },
        { y: 0.288, x: 0.062, z: 0.076, shift: 0 },
        { y: 0.3, x: 0.002, z: 0.002, shift: 0 },
      ],
      24,
    ),
    paint,
  );
  put(
    loft(
      [
        { y: 0.16, x: 0.128, z: 0.178, shift: 0.03 },
        { y: 0.17, x: 0.124, z: 0.165, shift: 0.02 },
        { y: 0.176, x: 0.1, z: 0.12, shift: 0.01 },
      ],
      24,
    ),
    paint,
  );
  put(box([0.03, 0.02, 0.2], 0.006).translate(0, 0.287, 0), paint);
  if (who.hair_style !== "bald") {
    put(
      loft(
        [
          { y: 0.07, x: 0.084, z: 0.06, shift: -0.05 },
          { y: 0.13, x: 0.094, z: 0.085, shift: -0.032 },
          { y: 0.17, x: 0.095, z: 0.09, shift: -0.024 },
        ],
        16,
      ),
      who.hair,
    );
  }
  put(pipe([[-0.092, 0.165, 0.01], [-0.072, 0.05, 0.035], [0, 0.022, 0.052], [0.072, 0.05, 0.035],
    [0.092, 0.165, 0.01]], 0.0045, true, 5), "@dark");
}
