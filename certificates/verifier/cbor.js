// Deterministic CBOR, the small part certificates use (as certificates/cbor.py): shortest lengths,
// definite sizes, map keys in byte order and never twice; no floats, tags or simple values.
import {Unreadable} from './refusal.js';

const MAX_DEPTH = 6;
const UNSIGNED = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5;
const TEXT_DECODER = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

export function decode(bytes) {
  const reader = {bytes, at: 0};
  const value = read(reader, MAX_DEPTH);
  if (reader.at !== bytes.length) {
    throw new Unreadable('bytes after the end');
  }
  return value;
}

// The canonical head of a byte string, text or array, for rebuilding what was signed.
export function head(major, length) {
  if (length < 24) {
    return [major << 5 | length];
  }
  if (length < 256) {
    return [major << 5 | 24, length];
  }
  if (length < 65536) {
    return [major << 5 | 25, length >> 8, length & 255];
  }
  return [major << 5 | 26, length >>> 24, length >> 16 & 255, length >> 8 & 255, length & 255];
}

function read(reader, depth) {
  if (depth === 0) {
    throw new Unreadable('nested too deeply');
  }
  const [major, number] = readHead(reader);
  switch (major) {
    case UNSIGNED: return number;
    case NEGATIVE: return -1 - number;
    case BYTES: return take(reader, number);
    case TEXT: return readText(reader, number);
    case ARRAY: return readArray(reader, number, depth);
    case MAP: return readMap(reader, number, depth);
    default: throw new Unreadable('a type certificates do not use');
  }
}

function readHead(reader) {
  const first = take(reader, 1)[0];
  const info = first & 31;
  if (info < 24) {
    return [first >> 5, info];
  }
  if (info > 27) {
    throw new Unreadable('no definite size');
  }
  const width = 1 << info - 24;
  const number = take(reader, width).reduce((sum, byte) => sum * 256 + byte, 0);
  if (number < (width === 1 ? 24 : 2 ** (4 * width)) || !Number.isSafeInteger(number)) {
    throw new Unreadable('not the shortest form, or beyond any use');
  }
  return [first >> 5, number];
}

function readText(reader, length) {
  try {
    return TEXT_DECODER.decode(take(reader, length));
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('text that is not UTF-8');
  }
}

function readArray(reader, count, depth) {
  if (count > reader.bytes.length - reader.at) {
    throw new Unreadable('ends too early');
  }
  const items = [];
  for (let n = 0; n < count; n++) {
    items.push(read(reader, depth - 1));
  }
  return items;
}

function readMap(reader, count, depth) {
  if (count > reader.bytes.length - reader.at) {
    throw new Unreadable('ends too early');
  }
  const items = new Map();
  let last = new Uint8Array();
  for (let n = 0; n < count; n++) {
    const start = reader.at;
    const key = read(reader, depth - 1);
    const encoded = reader.bytes.subarray(start, reader.at);
    if (typeof key === 'object' || !after(encoded, last)) {
      throw new Unreadable('map keys twice or out of order');
    }
    last = encoded;
    items.set(key, read(reader, depth - 1));
  }
  return items;
}

function after(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    if (one[at] !== other[at]) {
      return one[at] > other[at];
    }
  }
  return one.length > other.length;
}

function take(reader, length) {
  const end = reader.at + length;
  if (end > reader.bytes.length) {
    throw new Unreadable('ends too early');
  }
  const chunk = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return chunk;
}
