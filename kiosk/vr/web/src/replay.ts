// The replay for the assessor's console, and stills of a place for authors: no headset needed.
export { Look } from "./look/look";
export { Still } from "./look/still";
export { Replay } from "./replay/replay";
