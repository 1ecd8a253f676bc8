// The flat page before and after: words, large buttons, and how the candidate feels.
import type { Answers } from "../net/messages";
import type { Key, Words } from "./words";

const QUESTIONS = ["nausea", "eyes", "dizzy"] as const;
const LEVELS = ["level_0", "level_1", "level_2", "level_3"] as const satisfies readonly Key[];

export interface Wishes {
  seated: boolean;
  sound: boolean;
  gaze: boolean;
  edges: boolean;
}

export class Page {
  constructor(private readonly root: HTMLElement) {}

  hide(): void {
    this.root.hidden = true;
  }

  /** Shows a heading and words, nothing to press. */
  tell(title: string, ...words: readonly string[]): void {
    this.clear();
    this.add("h1", title);
    for (const text of words) this.add("p", text);
  }

  /** Asks how the candidate feels, if nobody has, and wishes it; resolves when "begin" is pressed. */
  before(
    words: Words, title: string, instruction: string, seated: boolean, felt: boolean,
  ): Promise<{ answers: Answers | null; wishes: Wishes }> {
    this.clear();
    this.add("h1", title);
    this.add("p", instruction);
    this.add("h2", words.before_title);
    this.add("p", words.before_words);
    this.add("p", words.hint_point);
    const wishes: Wishes = { seated, sound: true, gaze: false, edges: true };
    const ways = this.choices();
    const standing = toggle(ways, words.standing, !seated, "standing");
    const sitting = toggle(ways, words.seated, seated, "seated");
    const seat = (on: boolean) => () => {
      wishes.seated = on;
      press(standing, !on);
      press(sitting, on);
    };
    standing.onclick = seat(false);
    sitting.onclick = seat(true);
    const more = this.choices();
    for (const [name, label] of [["sound", words.sound_on], ["gaze", words.gaze_on], ["edges", words.vignette_on]] as const) {
      const button = toggle(more, label, wishes[name], name);
      button.onclick = () => {
        wishes[name] = !wishes[name];
        press(button, wishes[name]);
      };
    }
    if (felt) return new Promise((resolve) => this.sendButton(words.enter, () => resolve({ answers: null, wishes })));
    this.add("h2", words.how_feel);
    return new Promise((resolve) => {
      this.questions(words, words.enter, (answers) => resolve({ answers, wishes }));
    });
  }

  /** Asks how the candidate feels afterwards. */
  after(words: Words): Promise<Answers> {
    this.clear();
    this.add("h1", words.after_title);
    this.add("p", words.after_words);
    return new Promise((resolve) => this.questions(words, words.send, resolve));
  }

  private questions(words: Words, send: string, then: (answers: Answers) => void): void {
    const given: Partial<Answers> = {};
    const go = this.sendButton(send, () => then(given as Answers));
    for (const question of QUESTIONS) {
      const set = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = words[question];
      const row = document.createElement("div");
      row.className = "choices";
      set.append(legend, row);
      this.root.insertBefore(set, go);
      const buttons = LEVELS.map((level, i) => {
        const button = toggle(row, words[level], false, `${question} ${i}`);
        button.onclick = () => {
          given[question] = i;
          buttons.forEach((one, j) => press(one, i === j));
          go.disabled = QUESTIONS.some((one) => given[one] === undefined);
        };
        return button;
      });
    }
    go.disabled = true;
  }

  private sendButton(label: string, then: () => void): HTMLButtonElement {
    const go = document.createElement("button");
    go.textContent = label;
    go.className = "call";
    go.dataset["name"] = "go";
    go.onclick = then;
    this.root.append(go);
    return go;
  }

  private choices(): HTMLElement {
    const row = document.createElement("div");
    row.className = "choices";
    row.style.marginTop = "0.8rem";
    this.root.append(row);
    return row;
  }

  private clear(): void {
    this.root.hidden = false;
    this.root.replaceChildren();
    scrollTo(0, 0);
  }

  private add(tag: "h1" | "h2" | "p", text: string): void {
    const element = document.createElement(tag);
    element.textContent = text;
    this.root.append(element);
  }
}

function toggle(row: HTMLElement, label: string, on: boolean, name: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.dataset["name"] = name;
  press(button, on);
  row.append(button);
  return button;
}

function press(button: HTMLButtonElement, on: boolean): void {
  button.setAttribute("aria-pressed", String(on));
}
