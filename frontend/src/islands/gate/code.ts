/**
 * Reads and verifies the code of a pass (docs/verify-a-pass.md): a prefix, then base45 (RFC 9285) of 17 bytes of
 * payload and 64 bytes of Ed25519 signature.
 */
import { verifyAsync } from "@noble/ed25519";

const PREFIX = "VE1:";
const TEXT_LENGTH = PREFIX.length + 122;
const PAYLOAD_LENGTH = 17;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const KINDS = ["", "visitor", "exhibitor", "buyer", "press", "staff", "vip"];

export interface Payload {
  keyId: number;
  fair: number;
  serial: number;
  kind: string;
  firstDay: number;
  lastDay: number;
  /** The days by a set of the fair, 0 for every day; null in a code of version 1, which says a first and a last. */
  daySet: number | null;
}

export interface SignedCode {
  payload: Payload;
  message: Uint8Array<ArrayBuffer>;
  signature: Uint8Array<ArrayBuffer>;
}

/** Null for anything that is no code of this form. Hand scanners type in whatever case the keyboard is in. */
export function readCode(text: string): SignedCode | null {
  const upper = text.trim().toUpperCase();
  if (upper.length !== TEXT_LENGTH || !upper.startsWith(PREFIX)) return null;
  const raw = decodeBase45(upper.slice(PREFIX.length));
  if (raw === null) return null;
  const view = new DataView(raw.buffer);
  const kind = KINDS[view.getUint8(14)];
  const serial = view.getBigUint64(6);
  const version = view.getUint8(0);
  if ((version !== 1 && version !== 2) || !kind || serial > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return {
    payload: {
      keyId: view.getUint8(1),
      fair: view.getUint32(2),
      serial: Number(serial),
      kind,
      firstDay: version === 1 ? view.getUint8(15) : 0,
      lastDay: version === 1 ? view.getUint8(16) : 0,
      daySet: version === 1 ? null : view.getUint16(15),
    },
    message: raw.slice(0, PAYLOAD_LENGTH),
    signature: raw.slice(PAYLOAD_LENGTH),
  };
}

/** Whether the text claims to be one of our codes, so that a broken one is called forged and not unknown. */
export function looksLikeCode(text: string): boolean {
  return text.trim().toUpperCase().startsWith(PREFIX);
}

function decodeBase45(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = text.slice(at, at + 3);
    let value = 0;
    for (let place = group.length - 1; place >= 0; place -= 1) {
      const digit = ALPHABET.indexOf(group.charAt(place));
      if (digit < 0) return null;
      value = value * 45 + digit;
    }
    if (group.length === 3) {
      if (value > 0xffff) return null;
      bytes.push(value >> 8, value & 0xff);
    } else {
      if (value > 0xff) return null;
      bytes.push(value);
    }
  }
  return Uint8Array.from(bytes);
}

const opened = new Map<string, CryptoKey | null>();

/** Verifies with the browser's own Ed25519 where it has one, else with a bundled library. */
export async function isGenuine(code: SignedCode, publicKey: string): Promise<boolean> {
  const raw = Uint8Array.from(atob(publicKey), (mark) => mark.charCodeAt(0));
  const key = await openKey(publicKey, raw);
  if (key === null) return verifyAsync(code.signature, code.message, raw);
  return crypto.subtle.verify({ name: "Ed25519" }, key, code.signature, code.message);
}

async function openKey(name: string, raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  const known = opened.get(name);
  if (known !== undefined) return known;
  let key: CryptoKey | null = null;
  try {
    key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    // An older browser: every verification then goes through the library.
  }
  opened.set(name, key);
  return key;
}
