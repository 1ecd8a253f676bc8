// Words read aloud: fetched from the kiosk, always beside captions, never instead of them.
import type { Memory } from "./kept";

/** What tells the kiosk that something is being read, so that its clock can stand still. */
export type Speaking = (on: boolean, id: string) => void;

export class Voice {
  private readonly audio = new AudioContext();
  private readonly known = new Map<string, AudioBuffer | null>();
  private playing: { source: AudioBufferSourceNode; id: string } | null = null;
  private asked = 0;
  enabled = true;

  constructor(
    private readonly base: string,
    private readonly memory: Memory,
    private readonly speaking: Speaking,
  ) {}

  /** Browsers let a page sound only after a touch. */
  async wake(): Promise<void> {
    await this.audio.resume();
  }

  /** Reads a text of the pack aloud, in place of what is being read now. */
  async say(id: string): Promise<void> {
    this.hush();
    if (!this.enabled) return;
    this.asked += 1;
    const mine = this.asked;
    const sound = await this.sound(id);
    if (sound === null || mine !== this.asked) return;
    const source = this.audio.createBufferSource();
    source.buffer = sound;
    source.connect(this.audio.destination);
    source.onended = () => {
      if (this.playing?.source === source) this.ended();
    };
    this.playing = { source, id };
    this.speaking(true, id);
    source.start();
  }

  hush(): void {
    this.asked += 1;
    if (this.playing !== null) {
      this.playing.source.stop();
      this.ended();
    }
  }

  private ended(): void {
    const id = this.playing?.id ?? "";
    this.playing = null;
    this.speaking(false, id);
  }

  private async sound(id: string): Promise<AudioBuffer | null> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const sound = await this.fetched(id);
    this.known.set(id, sound);
    return sound;
  }

  private async fetched(id: string): Promise<AudioBuffer | null> {
    try {
      const answer = await fetch(this.base + encodeURIComponent(id), {
        headers: { Authorization: `Bearer ${this.memory.token}` },
      });
      if (!answer.ok) return null;
      return await this.audio.decodeAudioData(await answer.arrayBuffer());
    } catch {
      // No voice is no reason to stop: the captions are there.
      return null;
    }
  }
}
