// Why something is not a certificate of ours: one state and one reason code.
export class Refusal extends Error {
  constructor(state, reason) {
    super(`${state}: ${reason}`);
    this.state = state;
    this.reason = reason;
  }
}

// Bytes that are not what they should be; the caller decides which state that is.
export class Unreadable extends Error {}
