// What stands on a panel, and how it is laid out and drawn: words and large buttons, nothing else.
import { DARK, GREEN, LINE, letters, MUTED, ORANGE, RED, SAND, TEAL, TEAL_SOFT, WHITE } from "./theme";

export type Look = "primary" | "secondary" | "call" | "stop" | "good" | "taken";

export interface Button {
  id: string;
  label: string;
  look?: Look;
  number?: number;
  enabled?: boolean;
}
export type Block =
  | { kind: "title" | "words" | "small"; text: string }
  | { kind: "row"; buttons: readonly Button[]; low?: boolean };

export interface Region {
  button: Button;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Laid {
  height: number;
  regions: readonly Region[];
  texts: readonly { lines: readonly string[]; size: number; bold: boolean; colour: string; y: number }[];
}

const MARGIN = 44;
const GAP = 20;
const LEADING = 1.28;
const SIZES = { title: 52, words: 38, small: 30 } as const;
const LABEL = 34;

type Paper = CanvasRenderingContext2D;

/** Breaks a text into lines of a width. */
export function wrapped(paper: Paper, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && paper.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** Where everything comes to stand on a panel of a width. */
export function layOut(paper: Paper, blocks: readonly Block[], width: number): Laid {
  const regions: Region[] = [];
  const texts: { lines: string[]; size: number; bold: boolean; colour: string; y: number }[] = [];
  const inner = width - 2 * MARGIN;
  let y = MARGIN;
  for (const block of blocks) {
    if (block.kind === "row") {
      const many = block.buttons.length;
      const wide = (inner - (many - 1) * GAP) / many;
      const height = Math.max(block.low ? 78 : 92, ...block.buttons.map((b) => heightOf(paper, b, wide)));
      block.buttons.forEach((button, i) => {
        regions.push({ button, x: MARGIN + i * (wide + GAP), y, width: wide, height });
      });
      y += height + GAP;
      continue;
    }
    const size = SIZES[block.kind], bold = block.kind === "title";
    paper.font = letters(size, bold);
    const lines = wrapped(paper, block.text, inner);
    texts.push({ lines, size, bold, colour: block.kind === "words" ? DARK : block.kind === "title" ? TEAL : MUTED, y });
    y += lines.length * size * LEADING + GAP;
  }
  return { height: Math.ceil(y - GAP + MARGIN), regions, texts };
}

function heightOf(paper: Paper, button: Button, width: number): number {
  paper.font = letters(LABEL, true);
  const room = width - 48 - (button.number === undefined ? 0 : 56);
  return wrapped(paper, button.label, room).length * LABEL * LEADING + 40;
}

export interface Hover {
  id: string | null;
  /** How long it has been looked at, 0 to 1. */
  dwell: number;
}

/** Draws a panel. */
export function drawSheet(paper: Paper, laid: Laid, width: number, hover: Hover): void {
  paper.clearRect(0, 0, width, laid.height);
  rounded(paper, 4, 4, width - 8, laid.height - 8, 36);
  paper.fillStyle = SAND;
  paper.fill();
  paper.lineWidth = 4;
  paper.strokeStyle = LINE;
  paper.stroke();
  paper.textBaseline = "alphabetic";
  for (const { lines, size, bold, colour, y } of laid.texts) {
    paper.font = letters(size, bold);
    paper.fillStyle = colour;
    paper.textAlign = "left";
    lines.forEach((line, i) => paper.fillText(line, MARGIN, y + (i + 0.8) * size * LEADING));
  }
  for (const region of laid.regions) drawButton(paper, region, hover);
}

const COLOURS: Readonly<Record<Look, readonly [string, string]>> = {
  primary: [TEAL, WHITE],
  secondary: [WHITE, TEAL],
  call: [ORANGE, WHITE],
  stop: [RED, WHITE],
  good: [GREEN, WHITE],
  taken: [TEAL, WHITE],
};

function drawButton(paper: Paper, { button, x, y, width, height }: Region, hover: Hover): void {
  const enabled = button.enabled !== false;
  const [ground, ink] = COLOURS[button.look ?? "secondary"];
  const over = enabled && hover.id === button.id;
  paper.globalAlpha = enabled ? 1 : 0.4;
  rounded(paper, x, y, width, height, 24);
  paper.fillStyle = ground;
  paper.fill();
  if (over) {
    paper.fillStyle = ground === WHITE ? TEAL_SOFT : "rgba(255,255,255,0.2)";
    paper.fill();
    if (hover.dwell > 0) {
      paper.save();
      paper.clip();
      paper.fillStyle = ground === WHITE ? "rgba(15,76,92,0.28)" : "rgba(255,255,255,0.38)";
      paper.fillRect(x, y, width * hover.dwell, height);
      paper.restore();
    }
  }
  paper.lineWidth = over ? 8 : 3;
  paper.strokeStyle = over ? ORANGE : TEAL;
  paper.stroke();
  paper.fillStyle = ink;
  let left = x + 24;
  if (button.number !== undefined) {
    paper.beginPath();
    paper.arc(x + 46, y + height / 2, 27, 0, 7);
    paper.fillStyle = WHITE;
    paper.fill();
    paper.fillStyle = TEAL;
    paper.font = letters(34, true);
    paper.textAlign = "center";
    paper.fillText(String(button.number), x + 46, y + height / 2 + 12);
    paper.fillStyle = ink;
    left = x + 84;
  }
  paper.font = letters(LABEL, true);
  const lines = wrapped(paper, button.label, x + width - 24 - left);
  const centred = button.number === undefined && lines.length === 1;
  paper.textAlign = centred ? "center" : "left";
  const at = centred ? x + width / 2 : left;
  const top = y + height / 2 - (lines.length * LABEL * LEADING) / 2;
  lines.forEach((line, i) => paper.fillText(line, at, top + (i + 0.78) * LABEL * LEADING));
  paper.globalAlpha = 1;
}

export function rounded(paper: Paper, x: number, y: number, width: number, height: number, radius: number): void {
  paper.beginPath();
  paper.roundRect(x, y, width, height, radius);
}
