// Finds a QR code in a camera's frames or in a picture: by the browser's own detector where it has
// one, and by the decoder in scan_worker.js. Pictures and frames stay on the phone.
const FRAME = 800; // px: the longer side of what is looked at in a camera's frame
const PICTURE = [1600, 800, 2600]; // sizes a picture is tried at: small codes, blurred ones, whole pages
const PATIENCE = 8000; // ms a picture may take; a hostile one is given up

let worker = null;
let asked = 0;

// The text of a code in the picture, or null. `source` is an ImageBitmap.
export async function readPicture(source) {
  const own = await ownDetector();
  const [found] = own === null ? [] : await own.detect(source).catch(() => []);
  if (found !== undefined) {
    return found.rawValue;
  }
  const longest = Math.max(source.width, source.height);
  for (const size of PICTURE.filter((size, n) => n === 0 || size < longest)) {
    const text = await decode(pixelsOf(source, source.width, source.height, size), 'picture');
    if (text !== null) {
      return text;
    }
  }
  return null;
}

// Shows the camera in `video` and calls `found(text)` until `signal` is aborted; gives the track.
// Throws the browser's NotAllowedError, NotFoundError, … when there is no camera to be had.
export async function watch(video, found, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: {facingMode: 'environment', width: {ideal: 1280}, height: {ideal: 720}},
  });
  const [track] = stream.getVideoTracks();
  signal.addEventListener('abort', () => {
    track.stop();
    video.srcObject = null;
  });
  if (signal.aborted) { // closed while the browser was still asking
    track.stop();
    return track;
  }
  video.srcObject = stream;
  await video.play();
  look(video, found, signal);
  return track;
}

async function look(video, found, signal) {
  const own = await ownDetector();
  while (!signal.aborted) {
    const text = await readFrame(video, own);
    if (text !== null && !signal.aborted) {
      found(text);
    }
    await new Promise(resolve => setTimeout(resolve, 40));
  }
}

async function readFrame(video, own) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    return null;
  }
  if (own !== null) {
    const [code] = await own.detect(video).catch(() => []);
    return code?.rawValue ?? null;
  }
  return decode(pixelsOf(video, video.videoWidth, video.videoHeight, FRAME), 'camera');
}

async function ownDetector() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  return formats?.includes('qr_code') ? new BarcodeDetector({formats: ['qr_code']}) : null;
}

function pixelsOf(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.fillStyle = '#fff'; // what is transparent in a PNG is paper
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function decode({data, width, height}, kind) {
  worker ??= new Worker('/v/scan_worker.js', {type: 'module'});
  const id = asked += 1;
  return new Promise(resolve => {
    const late = setTimeout(() => end(null, true), PATIENCE);
    const answered = event => event.data.id === id && end(event.data.text);
    const failed = () => end(null, true);
    const end = (text, giveUp = false) => {
      clearTimeout(late);
      worker.removeEventListener('message', answered);
      worker.removeEventListener('error', failed);
      if (giveUp) {
        worker.terminate();
        worker = null;
      }
      resolve(text);
    };
    worker.addEventListener('message', answered);
    worker.addEventListener('error', failed);
    worker.postMessage({id, pixels: data.buffer, width, height, kind}, [data.buffer]);
  });
}
