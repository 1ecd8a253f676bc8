// A conversation to lead: somebody stands at the desk, speaks, and one chooses what to say or do.
import { Quaternion, Vector3 } from "three";
import type { Guest } from "../look/place";
import type { By, NodeSaid } from "../net/messages";
import type { Block as SheetBlock, Button } from "../ui/sheet";
import type { World, WorldView } from "../world/types";
import type { Block } from "../xr/pick";
import type { Desk, Play } from "./play";

export class DialoguePlay implements Play {
  readonly blocks: readonly Block[] = [];
  readonly places: readonly Button[] = [];
  private node: NodeSaid | null = null;
  private picked: string | null = null;
  private seconds = 0;

  constructor(
    private readonly world: World,
    private readonly desk: Desk,
    private readonly guest: Guest,
  ) {}

  get view(): WorldView {
    return this.world.views[0] as WorldView;
  }

  get mayFinish(): boolean {
    return this.node !== null && this.node.choices.length === 0;
  }

  get aloud(): { id: string; caption: string | null } {
    if (this.node === null) {
      return { id: `steps.${this.world.step}.instruction`, caption: this.world.instruction };
    }
    return { id: `nodes.${this.node.id}.says`, caption: null };
  }

  begin(): void {
    this.desk.arrive(this.view);
    if (this.node !== null) this.show();
  }

  hear(node: NodeSaid): void {
    const again = this.node?.id === node.id;
    this.node = node;
    if (again) return; // after a reconnection: the same words, and what was picked stays picked
    this.picked = null;
    this.guest.feel(node.mood);
    this.show();
    this.desk.say(this.aloud.id, null);
  }

  choose(_: Block, __: By): void {
    // There is nothing to point at but the answers.
  }

  press(id: string, by: By): void {
    const { node } = this;
    if (node === null) return;
    if (id.startsWith("reply ")) {
      this.picked = id.slice(6);
      this.show();
    } else if (id === "say" && this.picked !== null) {
      this.desk.act("say", node.id, by, { choices: [this.picked] });
      this.picked = null;
      // The kiosk leads the conversation: the answers go until it says what follows.
      this.node = null;
      this.desk.main.hide();
    }
  }

  go(_: string, __: By): void {
    // There is only the desk.
  }

  drag(_: Block, __: Vector3, ___: Vector3): void {
    // Nothing is to be moved.
  }

  moved(): void {
    this.desk.infront();
    this.standBubble();
  }

  tick(seconds: number): void {
    this.seconds += seconds;
    this.guest.live(this.seconds);
  }

  private show(): void {
    const { node, desk } = this;
    if (node === null) return;
    const name = node.voice === "narrator" ? "…" : (this.world.guest?.name ?? "");
    desk.bubble.show([{ kind: "small", text: name }, { kind: "words", text: node.says }]);
    desk.main.show(this.sheet(node));
    this.moved();
  }

  private sheet(node: NodeSaid): SheetBlock[] {
    const { words } = this.desk;
    if (node.choices.length === 0) {
      return [
        { kind: "title", text: words.talk_over },
        { kind: "row", buttons: [{ id: "finish", label: words.finished, look: "call" }] },
      ];
    }
    return [
      { kind: "small", text: words.what_do },
      ...node.choices.map((reply): SheetBlock => ({
        kind: "row",
        buttons: [{
          id: `reply ${reply.id}`, label: reply.text,
          look: reply.id === this.picked ? "taken" : "secondary",
        }],
      })),
      { kind: "row", low: true, buttons: [
        { id: "say", label: words.say_this, look: "call", enabled: this.picked !== null },
      ] },
    ];
  }

  /** Beside the guest's head, turned to the candidate. */
  private standBubble(): void {
    const { bubble } = this.desk;
    const head = this.guest.neck.getWorldPosition(new Vector3());
    const stand = new Vector3(...this.view.stand);
    const towards = stand.clone().sub(head).setY(0).normalize();
    const right = new Vector3(0, 1, 0).cross(towards);
    const at = head.clone().addScaledVector(right, 0.72).addScaledVector(towards, 0.25);
    at.y = head.y + 0.1 + Math.max(0, bubble.half - 0.12);
    const facing = new Quaternion().setFromUnitVectors(
      new Vector3(0, 0, 1), stand.clone().sub(at).setY(0).normalize(),
    );
    bubble.stand(at, facing);
  }
}
