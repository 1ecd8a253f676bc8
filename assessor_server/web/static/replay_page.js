// Plays a step in a headset again: fetches the track and the place, keeps the time, draws each moment.
import { Replay } from "/static/vr/replay.js";

const box = document.querySelector("[data-replay]");
if (box) {
  open(box).catch((problem) => {
    console.error(problem);
    box.querySelector("[role=status]").textContent = box.dataset.failed;
  });
}

async function open(box) {
  const [play, track] = await Promise.all([fetched(box.dataset.play), fetched(box.dataset.track)]);
  const { world, acts } = await play.json();
  const replay = await Replay.open(box.querySelector("canvas"), await track.arrayBuffer(), world, acts);
  box.querySelector("[role=status]").hidden = true;
  const bar = box.querySelector(".replay-bar");
  bar.hidden = false;
  const words = JSON.parse(box.dataset.words);
  list(box.querySelector(".replay-acts"), acts, words, (s) => player.to(s));
  const player = steer(bar, replay);
  box.dataset.seconds = String(replay.seconds);
  box.dataset.frames = String(replay.frames);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

// The bar: going or not, where, how fast, and whose eyes.
function steer(bar, replay) {
  const going = bar.querySelector("[data-going]");
  const where = bar.querySelector("input");
  const clock = bar.querySelector("output");
  const speed = bar.querySelector("select");
  const view = bar.querySelector("[data-view]");
  let runs = false;
  let before = 0;
  let at = 0;

  const names = [going.textContent, going.dataset.pause];
  const views = [view.textContent, view.dataset.above];
  where.max = String(replay.seconds);

  const to = (seconds) => {
    at = Math.min(Math.max(0, seconds), replay.seconds);
    replay.seek(at);
    where.value = String(at);
    clock.textContent = `${Math.floor(at / 60)}:${String(Math.floor(at % 60)).padStart(2, "0")}`;
  };
  const run = (now) => {
    if (!runs) return;
    to(at + ((now - before) / 1000) * Number(speed.value));
    before = now;
    if (at >= replay.seconds) set(false);
    else requestAnimationFrame(run);
  };
  const set = (on) => {
    runs = on;
    going.textContent = names[on ? 1 : 0];
    if (!on) return;
    if (at >= replay.seconds) at = 0;
    before = performance.now();
    requestAnimationFrame(run);
  };

  going.addEventListener("click", () => set(!runs));
  where.addEventListener("input", () => {
    set(false);
    to(Number(where.value));
  });
  view.addEventListener("click", () => {
    replay.view = replay.view === "above" ? "candidate" : "above";
    view.textContent = views[replay.view === "above" ? 1 : 0];
    to(at);
  });
  to(0);
  return { to: (seconds) => { set(false); to(seconds); } };
}

// What was done, in words; a click leads to its moment.
function list(place, acts, words, to) {
  for (const act of acts) {
    const button = document.createElement("button");
    button.type = "button";
    const chosen = act.words.length ? ` → ${act.words.join(" › ")}` : "";
    button.textContent = `${act.s.toFixed(1)} s · ${words[act.act]}: ${act.name}${chosen}`;
    button.addEventListener("click", () => to(act.s));
    const item = document.createElement("li");
    item.append(button);
    place.append(item);
  }
}
