// A scene to look through: point at things, say what is right, choose what to do, lay things straight.
import { type Group, Vector3 } from "three";
import { moveSlide } from "../look/place";
import type { By, Marks, NodeSaid } from "../net/messages";
import type { Mark } from "../ui/marks";
import type { Block as SheetBlock, Button } from "../ui/sheet";
import type { World, WorldSlide, WorldThing, WorldView } from "../world/types";
import { Block } from "../xr/pick";
import type { Desk, Play } from "./play";

const FAR = 8; // so many steps the large arrows move
const TWO_COLUMNS = 5;

type Open =
  | { what: "thing"; thing: WorldThing; block: Block; choosing: boolean; chosen: string[] }
  | { what: "slide"; slide: WorldSlide; block: Block; offset: number; dragged: number };

export class ScenePlay implements Play {
  private readonly all: readonly Block[];
  private readonly marks = new Map<string, Mark>();
  private readonly chosen = new Map<string, readonly string[]>();
  private readonly offsets = new Map<string, number>();
  private here: WorldView;
  private open: Open | null = null;

  constructor(
    private readonly world: World,
    private readonly desk: Desk,
    private readonly slides: ReadonlyMap<string, Group>,
    marks: Marks | undefined,
  ) {
    this.all = [...world.things, ...world.slides].map((thing) => new Block(thing));
    this.here = world.views[0] as WorldView;
    for (const slide of world.slides) this.offsets.set(slide.id, slide.offset_mm);
    if (marks !== undefined) this.restore(marks);
  }

  get view(): WorldView {
    return this.here;
  }

  get blocks(): readonly Block[] {
    return this.all.filter((block) => block.thing.view === this.here.id);
  }

  get places(): readonly Button[] {
    return this.world.views.map((view) => ({
      id: `go ${view.id}`, label: view.name, look: view === this.here ? "primary" : "secondary",
    }));
  }

  get mayFinish(): boolean {
    return true;
  }

  get aloud(): { id: string; caption: string | null } {
    const open = this.open;
    if (open?.what === "thing") return { id: `things.${open.thing.id}`, caption: open.thing.name };
    if (open?.what === "slide") return { id: `slides.${open.slide.id}`, caption: open.slide.name };
    return { id: `steps.${this.world.step}.instruction`, caption: this.world.instruction };
  }

  begin(): void {
    this.desk.arrive(this.here);
    this.desk.act("go", this.here.id, "hand");
    this.desk.say(this.aloud.id, this.world.instruction);
  }

  go(name: string, by: By): void {
    const view = this.world.views.find((one) => one.id === name);
    if (view === undefined) return;
    this.close();
    this.here = view;
    this.desk.arrive(view);
    this.desk.act("go", view.id, by);
    this.desk.say(`views.${view.id}`, view.name);
  }

  choose(block: Block, by: By): void {
    const thing = this.world.things.find((one) => one.id === block.thing.id);
    if (this.open?.block === block) return;
    this.close();
    if (thing !== undefined) {
      this.open = { what: "thing", thing, block, choosing: thing.task, chosen: [...(this.chosen.get(thing.id) ?? [])] };
      this.desk.act("look", thing.id, by);
      this.desk.say(`things.${thing.id}`, thing.name);
    } else {
      const slide = this.world.slides.find((one) => one.id === block.thing.id);
      if (slide === undefined) return;
      this.open = { what: "slide", slide, block, offset: this.offsets.get(slide.id) ?? 0, dragged: 0 };
      this.desk.say(`slides.${slide.id}`, slide.name);
    }
    this.show();
    this.desk.beside(block.middle);
  }

  press(id: string, by: By): void {
    const open = this.open;
    if (open === null) return;
    if (id === "back") this.close();
    else if (open.what === "slide") this.pressSlide(open, id, by);
    else this.pressThing(open, id, by);
  }

  hear(_: NodeSaid): void {
    // A scene has no conversation.
  }

  drag(block: Block, from: Vector3, to: Vector3): void {
    const open = this.open;
    if (open?.what !== "slide" || open.block !== block) return;
    const inverse = block.world.clone().invert();
    const along = to.clone().applyMatrix4(inverse).x - from.clone().applyMatrix4(inverse).x;
    open.dragged += along * 1000;
    const steps = Math.trunc(open.dragged / open.slide.step_mm);
    if (steps === 0) return;
    open.dragged -= steps * open.slide.step_mm;
    this.shift(open, steps);
  }

  moved(): void {
    if (this.open !== null) this.desk.beside(this.open.block.middle);
  }

  tick(_: number): void {
    // Nothing moves by itself.
  }

  private pressThing(open: Open & { what: "thing" }, id: string, by: By): void {
    const { thing } = open;
    if (id === "right") {
      this.mark(open.block, "right");
      this.chosen.delete(thing.id);
      this.desk.act("clear", thing.id, by);
      this.close();
    } else if (id === "wrong") {
      this.mark(open.block, "wrong");
      this.desk.act("report", thing.id, by);
      if (thing.options.length === 0) this.close();
      else {
        open.choosing = true;
        this.show();
      }
    } else if (id === "anew") {
      open.chosen = [];
      this.show();
    } else if (id === "chosen" && open.chosen.length > 0) {
      this.chosen.set(thing.id, open.chosen);
      if (thing.task) this.mark(open.block, "done");
      this.desk.act("choose", thing.id, by, { choices: open.chosen });
      this.close();
    } else if (id.startsWith("option ")) {
      const option = id.slice(7);
      open.chosen = open.chosen.includes(option)
        ? open.chosen.filter((one) => one !== option) : [...open.chosen, option];
      this.show();
    }
  }

  private pressSlide(open: Open & { what: "slide" }, id: string, by: By): void {
    if (id === "placed") {
      this.offsets.set(open.slide.id, open.offset);
      this.mark(open.block, "done");
      this.desk.act("slide", open.slide.id, by, { value: open.offset });
      this.open = null;
      this.desk.main.hide();
      return;
    }
    const steps = { far_left: -FAR, left: -1, right: 1, far_right: FAR }[id];
    if (steps !== undefined) this.shift(open, steps);
  }

  private shift(open: Open & { what: "slide" }, steps: number): void {
    const { slide } = open;
    const limit = slide.limit_mm;
    open.offset = Math.min(limit, Math.max(-limit, open.offset + steps * slide.step_mm));
    const group = this.slides.get(slide.id);
    if (group !== undefined) moveSlide(group, open.offset);
    this.desk.changed();
  }

  private mark(block: Block, mark: Mark): void {
    this.marks.set(block.thing.id, mark);
    this.desk.signs.set(block.thing.id, mark, block.top);
  }

  private close(): void {
    if (this.open?.what === "slide") {
      // What was moved and not said to be right lies where it lay before.
      const { slide } = this.open;
      const group = this.slides.get(slide.id);
      if (group !== undefined) moveSlide(group, this.offsets.get(slide.id) ?? 0);
      this.desk.changed();
    }
    this.open = null;
    this.desk.main.hide();
  }

  private show(): void {
    const open = this.open;
    if (open === null) return;
    this.desk.main.show(open.what === "slide" ? this.slideSheet(open.slide)
      : open.choosing ? this.optionSheet(open.thing, open.chosen) : this.thingSheet(open.thing));
  }

  private thingSheet(thing: WorldThing): SheetBlock[] {
    const { words } = this.desk;
    return [
      { kind: "title", text: thing.name },
      { kind: "words", text: words.is_it_right },
      { kind: "row", buttons: [
        { id: "right", label: words.right, look: "good" },
        { id: "wrong", label: words.wrong, look: "call" },
      ] },
      { kind: "row", low: true, buttons: [{ id: "back", label: words.back }] },
    ];
  }

  private optionSheet(thing: WorldThing, chosen: readonly string[]): SheetBlock[] {
    const { words } = this.desk;
    const buttons = thing.options.map((option): Button => {
      const place = chosen.indexOf(option.id);
      return {
        id: `option ${option.id}`, label: option.text, look: place < 0 ? "secondary" : "taken",
        ...(place < 0 ? {} : { number: place + 1 }),
      };
    });
    const columns = buttons.length >= TWO_COLUMNS ? 2 : 1;
    const rows: SheetBlock[] = [];
    for (let i = 0; i < buttons.length; i += columns) {
      rows.push({ kind: "row", buttons: buttons.slice(i, i + columns) });
    }
    const last: Button[] = [
      { id: "anew", label: words.anew, enabled: chosen.length > 0 },
      { id: "chosen", label: words.chosen, look: "call", enabled: chosen.length > 0 },
    ];
    if (thing.task) last.unshift({ id: "back", label: words.back });
    return [
      { kind: "title", text: thing.name },
      { kind: "small", text: thing.task ? words.task : words.in_order },
      ...rows,
      { kind: "row", low: true, buttons: last },
    ];
  }

  private slideSheet(slide: WorldSlide): SheetBlock[] {
    const { words } = this.desk;
    return [
      { kind: "title", text: slide.name },
      { kind: "words", text: words.move },
      { kind: "row", buttons: [
        { id: "far_left", label: words.far_left }, { id: "left", label: words.left },
        { id: "right", label: words.to_right }, { id: "far_right", label: words.far_right },
      ] },
      { kind: "row", low: true, buttons: [
        { id: "back", label: words.back }, { id: "placed", label: words.placed, look: "call" },
      ] },
    ];
  }

  /** Shows again what was marked before the page was loaded anew. */
  private restore(marks: Marks): void {
    for (const block of this.all) {
      const { id } = block.thing;
      const chosen = marks.chosen[id];
      if (chosen !== undefined) this.chosen.set(id, chosen);
      const task = this.world.things.find((thing) => thing.id === id)?.task === true;
      if (marks.reported.includes(id)) this.mark(block, "wrong");
      else if (marks.cleared.includes(id)) this.mark(block, "right");
      else if (task && chosen !== undefined) this.mark(block, "done");
      const offset = marks.offsets[id];
      const group = this.slides.get(id);
      if (offset !== undefined && group !== undefined) {
        this.offsets.set(id, offset);
        moveSlide(group, offset);
      }
    }
  }
}
