// Section 1.1 of docs/certificate-format.md: deterministic CBOR, and nothing else.
export class Bad extends Error {}

const MOST = 2n ** 53n - 1n;

export function decode(bytes) {
  const state = {view: Buffer.from(bytes), at: 0};
  const value = item(state, 6);
  if (state.at !== state.view.length) {
    throw new Bad('more bytes');
  }
  return value;
}

function item(state, levels) {
  if (levels === 0) {
    throw new Bad('more than six levels');
  }
  const {type, argument} = head(state);
  if (type === 0) {
    return argument;
  }
  if (type === 1) {
    return -1 - argument;
  }
  if (type === 2) {
    return cut(state, argument);
  }
  if (type === 3) {
    return utf8(cut(state, argument));
  }
  if (type === 4) {
    return Array.from({length: within(state, argument)}, () => item(state, levels - 1));
  }
  if (type === 5) {
    return map(state, within(state, argument), levels);
  }
  throw new Bad('floats, tags and simple values do not occur');
}

function head(state) {
  const byte = cut(state, 1)[0], info = byte & 31, type = byte >> 5;
  if (info < 24) {
    return {type, argument: info};
  }
  if (info > 27) {
    throw new Bad('indefinite');
  }
  const size = 2 ** (info - 24);
  const number = BigInt(`0x${cut(state, size).toString('hex')}`);
  const shortest = {1: 24n, 2: 2n ** 8n, 4: 2n ** 16n, 8: 2n ** 32n}[size];
  if (number < shortest || number > MOST) {
    throw new Bad('not the shortest, or too large');
  }
  return {type, argument: Number(number)};
}

function cut(state, length) {
  const end = state.at + length;
  if (end > state.view.length) {
    throw new Bad('ends early');
  }
  const piece = state.view.subarray(state.at, end);
  state.at = end;
  return piece;
}

function within(state, count) {
  if (count > state.view.length - state.at) {
    throw new Bad('ends early');
  }
  return count;
}

function utf8(piece) {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(piece);
  } catch {
    throw new Bad('not UTF-8');
  }
}

function map(state, count, levels) {
  const entries = new Map();
  let previous = Buffer.alloc(0);
  for(let n = 0; n < count; n++) {
    const start = state.at;
    const key = item(state, levels - 1);
    const written = state.view.subarray(start, state.at);
    if (typeof key === 'object' || Buffer.compare(written, previous) <= 0) {
      throw new Bad('keys out of order, or twice');
    }
    previous = written;
    entries.set(key, item(state, levels - 1));
  }
  return entries;
}
