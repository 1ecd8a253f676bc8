// The replay for the assessor's console, and stills of a place for authors: no headset needed.
export { Still } from "./look/still";
export { Replay } from "./replay/replay";
