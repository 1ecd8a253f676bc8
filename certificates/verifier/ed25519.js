// Ed25519 signatures: the browser's own, and noble-ed25519 where a browser has none.
import {verifyAsync} from './vendor/noble-ed25519.js';

let native = true;

export async function signatureHolds(publicKey, signature, message) {
  if (native) {
    try {
      const key = await crypto.subtle.importKey('raw', publicKey, {name: 'Ed25519'}, false, ['verify']);
      return await crypto.subtle.verify({name: 'Ed25519'}, key, signature, message);
    } catch (error) {
      if (error.name !== 'NotSupportedError') {
        return false;
      }
      native = false;
    }
  }
  // RFC 8032 as the other verifiers read it, not the laxer ZIP-215
  return verifyAsync(signature, message, publicKey, {zip215: false}).catch(() => false);
}

// For tests: judge with the fallback although the browser knows Ed25519.
export function useFallback() {
  native = false;
}
