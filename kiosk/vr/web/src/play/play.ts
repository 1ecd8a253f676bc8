// What a scene and a dialogue have in common, and what they may ask of the stage they play on.
import type { Vector3 } from "three";
import type { ActKind, By, NodeSaid } from "../net/messages";
import type { Panel } from "../ui/panel";
import type { Button } from "../ui/sheet";
import type { Words } from "../ui/words";
import type { Block } from "../xr/pick";
import type { Signs } from "../ui/marks";
import type { WorldView } from "../world/types";

export interface Desk {
  readonly words: Words;
  readonly main: Panel;
  readonly bubble: Panel;
  readonly signs: Signs;
  act(kind: ActKind, on: string, by: By, more?: { choices?: readonly string[]; value?: number }): void;
  /** Reads a text of the pack aloud and shows it. */
  say(id: string, caption: string | null): void;
  /** Stands the large panel beside something, so that it hides nothing. */
  beside(target: Vector3): void;
  /** Stands the large panel in front of the candidate, at the left. */
  infront(): void;
  /** Brings the candidate to a place. */
  arrive(view: WorldView): void;
  /** Shadows have to be drawn again: something was moved. */
  changed(): void;
}

export interface Play {
  /** What can be pointed at where one is now. */
  readonly blocks: readonly Block[];
  readonly view: WorldView;
  /** The places one can go to. */
  readonly places: readonly Button[];
  /** Whether "I have finished" can be said. */
  readonly mayFinish: boolean;
  /** What is read aloud when somebody asks for it. */
  readonly aloud: { id: string; caption: string | null };
  begin(): void;
  /** Something was pointed at and chosen. */
  choose(block: Block, by: By): void;
  /** A button of the large panel was pressed. */
  press(id: string, by: By): void;
  go(view: string, by: By): void;
  /** What the kiosk says next, in a dialogue. */
  hear(node: NodeSaid): void;
  /** Somebody drags along something: by how many metres since the last frame. */
  drag(block: Block, from: Vector3, to: Vector3): void;
  /** Where the candidate stands has changed: panels stand anew. */
  moved(): void;
  tick(seconds: number): void;
}
