// Colours and letters, the same as on the kiosk's screen.
export const TEAL = "#0f4c5c";
export const TEAL_SOFT = "#dde8e9";
export const ORANGE = "#a84308";
export const SAND = "#f6f1e7";
export const DARK = "#1d2b33";
export const MUTED = "#505e66";
export const GREEN = "#2a7449";
export const RED = "#b3261e";
export const WHITE = "#ffffff";
export const LINE = "#d3c8b3";

export const FONT = '"Open Sans", "Noto Sans", system-ui, sans-serif';

/** Letters of a panel, in its pixels. */
export function letters(size: number, bold = false): string {
  return `${bold ? "700" : "400"} ${size}px ${FONT}`;
}
