import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

// An authenticator with its browser, written from WebAuthn level 3 and apart from the library of the server.

/** CBOR (RFC 8949) of the parts of credentials. */
export function cbor(value: number | string | Buffer | ReadonlyMap<number | string, unknown>): Buffer {
  const head = (major: number, length: number): Buffer =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -value - 1);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, each]) => [cbor(key), cbor(each as Buffer)]); // nested values are of these types, too
  return Buffer.concat([head(5, value.size), ...entries]);
}

export const authenticatorFlag = { present: 1, verified: 4, mayBeCopied: 8, isCopied: 16, hasCredential: 64 } as const;

/** The changes of a forged answer. Left out: as a genuine browser and authenticator would do. */
export type Forged = {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  /** Further properties of the client's data. */
  readonly client?: Readonly<Record<string, unknown>>;
  /** Changes the authenticator's data before they are signed. */
  readonly data?: (bytes: Buffer) => Buffer;
  /** Changes the signature. */
  readonly signature?: (bytes: Buffer) => Buffer;
  readonly userHandle?: string | null;
  readonly id?: string;
  readonly algorithm?: number;
  readonly format?: string;
  readonly statement?: ReadonlyMap<string, unknown>;
  readonly attestation?: (bytes: Buffer) => Buffer;
};

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const text = (bytes: Buffer): string => bytes.toString('base64url');

/** A passkey with its key: ES256. */
export class TestPasskey {
  readonly id = text(randomBytes(16));
  readonly #key: KeyObject;
  readonly #public: Buffer;
  #counter: number;
  #userHandle = '';
  readonly #rpId: string;
  readonly #origin: string;

  constructor({
    rpId,
    origin,
    counter = 1,
  }: {
    readonly rpId: string;
    readonly origin: string;
    readonly counter?: number;
  }) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = pair.privateKey;
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    const [px, py] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
    this.#public = Buffer.concat([px, py]);
    this.#rpId = rpId;
    this.#origin = origin;
    this.#counter = counter;
  }

  #cose(algorithm: number): Buffer {
    const key: [number, number | Buffer][] = [[1, 2], [3, algorithm], [-1, 1], [-2, this.#public.subarray(0, 32)], [-3, this.#public.subarray(32)]]; // prettier-ignore
    return cbor(new Map(key));
  }

  #client(type: string, challenge: string, forged: Forged): Buffer {
    const data = { type: forged.type ?? type, challenge: forged.challenge ?? challenge, origin: forged.origin ?? this.#origin, crossOrigin: false, ...forged.client }; // prettier-ignore
    return Buffer.from(JSON.stringify(data));
  }

  #data(forged: Forged, more = Buffer.alloc(0), moreFlags = 0): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(forged.counter ?? this.#counter);
    const flags = Buffer.from([(forged.flags ?? authenticatorFlag.present | authenticatorFlag.verified) | moreFlags]);
    const bytes = Buffer.concat([sha256(forged.rpId ?? this.#rpId), flags, counter, more]);
    return forged.data ? forged.data(bytes) : bytes;
  }

  /** Answers `navigator.credentials.create`. */
  make(
    { challenge, user }: { readonly challenge: string; readonly user: { readonly id: string } },
    forged: Forged = {},
  ): RegistrationResponseJSON {
    this.#userHandle = user.id;
    const id = Buffer.from(this.id, 'base64url');
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, this.#cose(forged.algorithm ?? -7)]); // prettier-ignore
    const authData = this.#data(forged, credential, authenticatorFlag.hasCredential);
    const object = cbor(new Map<string, unknown>([['fmt', forged.format ?? 'none'], ['attStmt', forged.statement ?? new Map()], ['authData', authData]])); // prettier-ignore
    const client = this.#client('webauthn.create', challenge, forged);
    const shown = forged.id ?? this.id;
    return {
      id: shown,
      rawId: shown,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(client),
        attestationObject: text(forged.attestation ? forged.attestation(object) : object),
        transports: ['internal'],
      },
    };
  }

  /** Answers `navigator.credentials.get`. The count of signatures rises. */
  show({ challenge }: { readonly challenge: string }, forged: Forged = {}): AuthenticationResponseJSON {
    if (this.#counter > 0) this.#counter += 1;
    const client = this.#client('webauthn.get', challenge, forged);
    const data = this.#data(forged);
    const signature = createSign('sha256').update(Buffer.concat([data, sha256(client)])).sign(this.#key); // prettier-ignore
    const shown = forged.id ?? this.id;
    const handle = forged.userHandle === undefined ? this.#userHandle : forged.userHandle;
    return {
      id: shown,
      rawId: shown,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(client),
        authenticatorData: text(data),
        signature: text(forged.signature ? forged.signature(signature) : signature),
        ...(handle === null ? {} : { userHandle: handle }),
      },
    };
  }

  /** Sets the count of signatures, as in a copy of the passkey that was made at that count. */
  setCounter(counter: number): void {
    this.#counter = counter;
  }
}
