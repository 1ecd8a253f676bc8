// Looks for a QR code in the pixels it is sent, away from the page's own thread.
import {decodeQR} from './vendor/qr-decode.js';

const TIME = {camera: 60, picture: 1500}; // ms for second attempts

addEventListener('message', ({data: {id, pixels, width, height, kind}}) => {
  postMessage({id, text: read({data: new Uint8ClampedArray(pixels), width, height}, TIME[kind])});
});

// The decoder's way of saying "no code here" is to throw.
function read(image, timeLimit) {
  try {
    return decodeQR(image, {timeLimit});
  } catch {
    return null;
  }
}
