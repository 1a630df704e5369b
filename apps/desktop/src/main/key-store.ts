import { safeStorage } from 'electron';

/** A request of the replica's process to the operating system's key store, over its parent port (D-4). */
export type KeyStoreRequest = {
  readonly kind: 'key-store';
  readonly id: number;
  readonly ask: 'status' | 'wrap' | 'unwrap';
  readonly base64: string;
};
export type KeyStoreAnswer = {
  readonly kind: 'key-store';
  readonly id: number;
  readonly ok: boolean;
  readonly base64: string;
};

/**
 * Whether there is a real key store. On Linux without one, Chromium uses a fixed password ("basic_text"), which protects nothing.
 * Then the sign-in password wraps the key instead.
 */
export function hasKeyStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

/** Answers one request. Unwrapping a key of another key store gives `ok: false`; the person then signs in with the password. */
export function answerKeyStore(request: KeyStoreRequest): KeyStoreAnswer {
  const answer = (ok: boolean, base64 = ''): KeyStoreAnswer => ({ kind: 'key-store', id: request.id, ok, base64 });
  if (!hasKeyStore()) return answer(false);
  switch (request.ask) {
    case 'status':
      return answer(true);
    case 'wrap':
      return answer(true, safeStorage.encryptString(request.base64).toString('base64'));
    case 'unwrap':
      try {
        return answer(true, safeStorage.decryptString(Buffer.from(request.base64, 'base64')));
      } catch {
        return answer(false); // wrapped on another machine or for another user
      }
  }
}

/** Parses a message from the parent port; returns `undefined` for other messages. */
export function asKeyStoreRequest(message: unknown): KeyStoreRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, id, ask, base64 } = message as Readonly<Record<string, unknown>>; // parsed field by field below
  if (kind !== 'key-store' || typeof id !== 'number' || typeof base64 !== 'string') return undefined;
  return ask === 'status' || ask === 'wrap' || ask === 'unwrap' ? { kind, id, ask, base64 } : undefined;
}
