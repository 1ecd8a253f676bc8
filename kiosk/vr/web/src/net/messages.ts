// What page and kiosk say to each other over the socket, version 1.
import type { Mood } from "../world/types";

export type By = "gaze" | "hand";
export type ActKind = "go" | "look" | "report" | "clear" | "choose" | "slide" | "say";

export interface Act {
  m: "act";
  n: number;
  t: number;
  act: ActKind;
  on: string;
  choices: readonly string[];
  value: number | null;
  by: By;
}

export interface Device {
  name: string;
  hands: boolean;
  controllers: boolean;
}

export interface Answers {
  nausea: number;
  eyes: number;
  dizzy: number;
}

export type Said =
  | Act
  | { m: "state"; visible: boolean; tracking: boolean; battery: number | null }
  | { m: "sickness"; when: "before" | "after"; answers: Answers }
  | { m: "speaking"; on: boolean; id: string }
  | { m: "ready" }
  | { m: "done" }
  | { m: "stop" };

export interface Marks {
  reported: readonly string[];
  cleared: readonly string[];
  chosen: Readonly<Record<string, readonly string[]>>;
  offsets: Readonly<Record<string, number>>;
}

export interface Welcome {
  m: "welcome";
  language: string;
  kind: "scene" | "dialogue";
  step: string;
  world: string;
  speech: string;
  acts: number;
  poses: number;
  elapsed_s: number;
  limit_s: number | null;
  seated: boolean;
  again?: string;
  /** Whether the kiosk has asked already how the candidate feels. */
  felt?: boolean;
  marks?: Marks;
}

export interface NodeSaid {
  m: "node";
  id: string;
  says: string;
  mood: Mood;
  voice?: "guest" | "narrator";
  choices: readonly { id: string; text: string }[];
}

export type Heard =
  | Welcome
  | NodeSaid
  | { m: "ack"; acts: number; poses: number }
  | { m: "pause"; why: "loading" | "asleep" | "lost" | "away" | "staff" | "speaking" | "rest" }
  | { m: "go" }
  | { m: "end"; why: "done" | "time" | "stopped" | "void" }
  | { m: "refused"; code: string; problem: string; remedy: string };

const KINDS = new Set(["welcome", "node", "ack", "pause", "go", "end", "refused"]);

/** What the kiosk said; null for what this page does not know, which it passes over. */
export function heard(data: unknown): Heard | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null) return null;
    const kind = (value as { m?: unknown }).m;
    return typeof kind === "string" && KINDS.has(kind) ? (value as Heard) : null;
  } catch {
    return null;
  }
}
