// Bytes as decimal digits (as certificates/digits.py): 7 bytes little-endian are 17 digits.
import {Unreadable} from './refusal.js';

const GROUP = 17;
const BYTES_OF = {3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7};

export function fromDigits(text, maxBytes) {
  if (!/^[0-9]+$/.test(text) || text.length > (Math.floor(maxBytes / 7) + 1) * GROUP) {
    throw new Unreadable('not digits, or too many');
  }
  const bytes = [];
  for (let at = 0; at < text.length; at += GROUP) {
    const group = text.slice(at, at + GROUP);
    const count = BYTES_OF[group.length];
    let number = BigInt(group);
    if (count === undefined || number >= 1n << BigInt(8 * count)) {
      throw new Unreadable('digits cut off or changed');
    }
    for (let n = 0; n < count; n++) {
      bytes.push(Number(number & 255n));
      number >>= 8n;
    }
  }
  return Uint8Array.from(bytes);
}
