// What a picture or a PDF holds: the certificate's text, or a Refusal that says why there is none.
import {textInPdf} from './pdf.js';
import {Refusal} from './refusal.js';
import {readPicture} from './scan.js';

const MAX_BYTES = 40_000_000;
const MAX_PIXELS = 60_000_000;

export async function textInFile(file) {
  if (file.size > MAX_BYTES) {
    throw new Refusal('not_a_certificate', 'too_large');
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (String.fromCharCode(...bytes.subarray(0, 5)) === '%PDF-') {
    return textInPdf(bytes, textInPicture);
  }
  const text = await textInPicture(file);
  if (text === null) {
    throw new Refusal('not_a_certificate', 'no_code_found');
  }
  return text;
}

// The text of the code in a picture's file, or null; a Refusal for a file that is no picture.
async function textInPicture(blob) {
  const picture = await createImageBitmap(blob, {imageOrientation: 'from-image'}).catch(() => null);
  if (picture === null || picture.width * picture.height > MAX_PIXELS) {
    throw new Refusal('not_a_certificate', picture === null ? 'unreadable' : 'too_large');
  }
  try {
    return await readPicture(picture);
  } finally {
    picture.close();
  }
}
