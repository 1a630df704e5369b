import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { proofHeader } from '@outpost/domain/sync/proof-header';

/** A device's key of one session: the seed of RFC 8032, base64url. It is stored only in the encrypted file. */
export type ProofKey = string;

/** RFC 8410: the bytes before the 32 bytes of an Ed25519 private key in PKCS#8. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes a key for the session that is about to begin. */
export const makeProofKey = (random: RandomBytes): ProofKey => Buffer.from(random(32)).toString('base64url');

/** RFC 9449: makes the proofs of one session, by its key. */
export class Proofs {
  readonly #server: string;
  readonly #ports: { readonly clock: Clock; readonly random: RandomBytes };
  readonly #privateKey: KeyObject;
  readonly #head: string;
  /** The public key, with its members in the order of RFC 7638. */
  readonly #jwk: object;
  /** The server's time as a text, which it sent when it did not accept this device's time. */
  #nonce: string | undefined;

  constructor(input: {
    readonly key: ProofKey;
    /** The server's address, as the device has it. */
    readonly server: string;
    readonly ports: { readonly clock: Clock; readonly random: RandomBytes };
  }) {
    this.#server = input.server;
    this.#ports = input.ports;
    const der = Buffer.concat([pkcs8Head, Buffer.from(input.key, 'base64url')]);
    this.#privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const { kty, crv, x } = createPublicKey(this.#privateKey).export({ format: 'jwk' });
    this.#jwk = { crv, kty, x };
    this.#head = part({ typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty, crv, x } });
  }

  /** RFC 7638: returns the thumbprint of the key, by which the server names it. */
  get thumbprint(): string {
    return hash('sha256', JSON.stringify(this.#jwk), 'base64url');
  }

  /** Returns the header with the proof of one request; the next request needs another one. */
  header(request: {
    readonly method: string;
    readonly path: string;
    readonly token?: string;
  }): Readonly<Record<string, string>> {
    const { method, path, token } = request;
    const body = part({
      jti: Buffer.from(this.#ports.random(16)).toString('base64url'),
      htm: method,
      htu: urlOf(this.#server, path),
      iat: Math.floor(this.#ports.clock.nowMs() / 1_000),
      ...(token === undefined ? {} : { ath: hash('sha256', token, 'base64url') }),
      ...(this.#nonce === undefined ? {} : { nonce: this.#nonce }),
    });
    const text = `${this.#head}.${body}`;
    return { [proofHeader]: `${text}.${sign(null, Buffer.from(text), this.#privateKey).toString('base64url')}` };
  }

  /** Takes the server's nonce from its refusal. Returns whether the request should be sent again. */
  heard(refusal: Refusal): boolean {
    if (refusal.code !== 'access/bad-proof' || refusal.details.nonce === this.#nonce) return false;
    this.#nonce = refusal.details.nonce;
    return true;
  }
}

/** RFC 9449, section 4.2: the address of a request without its query. */
const urlOf = (server: string, path: string): string => new URL(path.split(/[?#]/u)[0] ?? '', server).href;

/**
 * Returns whether an access token is bound to the device's key. Servers of earlier builds, without proofs, give unbound tokens.
 */
export function isBound(token: string): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null && 'cnf' in claims;
  } catch {
    return false;
  }
}
