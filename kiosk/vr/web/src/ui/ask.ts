// A question in front of everything: whether to stop, whether to end, whether to go on after a rest.
import type { Quaternion, Vector3 } from "three";
import { Panel } from "./panel";
import type { Block } from "./sheet";
import type { Words } from "./words";

export class Ask {
  readonly panel = new Panel(0.9, 0.9);
  /** Whether the question is whether a rest was long enough. */
  resting = false;
  private yes: () => void = () => undefined;

  constructor(private readonly words: Words) {
    // What lies in front of what among plates is a matter of their order, not of their depth.
    this.panel.mesh.renderOrder = 22;
  }

  get open(): boolean {
    return this.panel.visible;
  }

  /** One press too many must stop or end nothing. */
  stop(then: () => void): void {
    const { words } = this;
    this.show(words.stop, words.stop_ask, then, [
      { id: "no", label: words.go_on, look: "primary" },
      { id: "yes", label: words.stop_yes, look: "stop" },
    ]);
  }

  finish(then: () => void): void {
    const { words } = this;
    this.show(words.finished, words.finish_ask, then, [
      { id: "no", label: words.go_on, look: "primary" },
      { id: "yes", label: words.finish_yes, look: "call" },
    ]);
  }

  rest(then: () => void): void {
    const { words } = this;
    this.show(words.rest, words.rest_words, then, [{ id: "yes", label: words.go_on, look: "primary" }]);
    this.resting = true;
  }

  answer(id: string): void {
    this.panel.hide();
    this.resting = false;
    if (id === "yes") this.yes();
  }

  stand(at: Vector3, facing: Quaternion): void {
    this.panel.stand(at, facing);
  }

  private show(
    title: string, words: string, then: () => void, buttons: Extract<Block, { kind: "row" }>["buttons"],
  ): void {
    this.yes = then;
    this.resting = false;
    this.panel.show([
      { kind: "title", text: title }, { kind: "words", text: words }, { kind: "row", buttons },
    ]);
  }
}
