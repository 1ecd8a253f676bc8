// The certificate in a PDF: the text attached to ours (as certificates/pdf_attachment.py), or the
// code in the pictures of one that came from a scanner. Not a PDF reader: streams, and firm limits.
import {Refusal} from './refusal.js';

const MAX_TEXT = 65_536;
const MAX_PICTURES = 8;
const ATTACHED = /\/Length (\d{1,6})\s{1,3}\/Subtype \/text#2Fplain\s{1,3}\/Type \/EmbeddedFile\s{1,3}>>\s{1,3}stream\n/g;
const PICTURE = /\/DCTDecode[^]{0,400}?stream\r?\n/g;

// `textInPicture` takes a JPEG's Blob and gives the text of its code, or null.
export async function textInPdf(bytes, textInPicture) {
  const latin = new TextDecoder('latin1').decode(bytes); // a character for every byte
  for (const {0: head, 1: length, index} of latin.matchAll(ATTACHED)) {
    const start = index + head.length;
    const text = await inflate(bytes.subarray(start, start + Number(length)));
    if (text !== null) {
      return text;
    }
  }
  let left = MAX_PICTURES;
  for (const {0: head, index} of latin.matchAll(PICTURE)) {
    const start = index + head.length;
    const end = latin.indexOf('endstream', start);
    if (end > 0 && left-- > 0) {
      const text = await textInPicture(new Blob([bytes.subarray(start, end)])).catch(notOurs);
      if (text !== null) {
        return text;
      }
    }
  }
  throw new Refusal('not_a_certificate', 'no_certificate_inside');
}

// A damaged picture among others is passed over.
function notOurs(error) {
  if (error instanceof Refusal) {
    return null;
  }
  throw error;
}

async function inflate(packed) {
  const parts = [];
  let length = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
      if (length > MAX_TEXT) {
        await reader.cancel();
        return null;
      }
    }
    return await new Blob(parts).text();
  } catch {
    return null;
  }
}
