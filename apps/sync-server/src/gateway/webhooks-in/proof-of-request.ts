import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookSource } from './webhook-source.ts';

/** The time that a signature may be older or newer than this server's clock (Standard Webhooks, "Verifying webhook authenticity"). */
export const toleranceSeconds = 300;

/** A request as it came. `header`: by name in small letters. */
export type SentRequest = {
  readonly body: Uint8Array;
  readonly header: (name: string) => string | undefined;
  readonly nowMs: number;
};

/**
 * The outcome. `key`: what tells a repetition, as a SHA-256 in base64url. `sentId`: the sender's own id, where it is part of the proof or the sender is
 * trusted with it. `why`: for the people who set the source up; the sender never sees it.
 */
export type SenderProof =
  | { readonly ok: true; readonly key: string; readonly sentId: string | null }
  | { readonly ok: false; readonly why: string };

const refused = (why: string): SenderProof => ({ ok: false, why });
const digest = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
};
const hmac = (secret: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const mac = createHmac('sha256', secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
};
const isSame = (given: Uint8Array, right: Uint8Array): boolean =>
  given.length === right.length && timingSafeEqual(given, right);

/** Chosen: longer ids are no sender's. */
const idForm = /^[\x21-\x7e]{1,200}$/;
/** Chosen: the most signatures of one request that are looked at. */
const mostSignatures = 10;

/** Returns a secret as its sender keeps it: for Standard Webhooks with its prefix, else as a plain text. */
export const writtenSourceSecret = (proof: WebhookSource['proof'], bytes: Uint8Array): string =>
  proof === 'standard' ? `whsec_${Buffer.from(bytes).toString('base64')}` : Buffer.from(bytes).toString('base64url');

/**
 * Checks who sent a request. Every secret that is valid counts. Without secrets, as for an address that does not exist, it does the same work with a
 * secret that nobody knows. The caller gives at least one.
 */
export function proofOfRequest(
  { proof, header }: Pick<WebhookSource, 'proof' | 'header'>,
  secrets: readonly Uint8Array[],
  request: SentRequest,
): SenderProof {
  if (proof === 'standard') return standardProof(secrets, request);
  const given = request.header(header ?? '') ?? '';
  if (given === '') return refused(`The header ${header ?? ''} is missing.`);
  const isRight = proof === 'body' ? isSigned(secrets, { given, body: request.body }) : isToken(secrets, given);
  if (!isRight) return refused(proof === 'body' ? 'The signature does not match the body.' : 'The token is wrong.');
  const id = proof === 'token' ? tokenSendersId(request) : null;
  return { ok: true, key: id === null ? digest('body:', request.body) : digest('id:', id), sentId: id };
}

/** A sender with a token may say which delivery it is. Where only the body is signed, an id beside it could be changed by anybody. */
function tokenSendersId({ header }: SentRequest): string | null {
  const id = header('webhook-id') ?? header('idempotency-key') ?? '';
  return idForm.test(id) ? id : null;
}

function standardProof(secrets: readonly Uint8Array[], { body, header, nowMs }: SentRequest): SenderProof {
  const [id = '', timestamp = '', signatures = ''] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => header(name)); // prettier-ignore
  if (!idForm.test(id) || id.includes('.')) return refused('The header webhook-id is missing, or is no id.');
  if (!/^\d{1,12}$/.test(timestamp)) return refused('The header webhook-timestamp is missing, or is no number of seconds.');
  const given = signatures.split(' ', mostSignatures).filter((one) => one.startsWith('v1,')).map((one) => Buffer.from(one.slice(3), 'base64'));
  let isRight = false;
  for (const secret of secrets) {
    const right = hmac(secret, `${id}.${timestamp}.`, body);
    for (const one of given) isRight = isSame(one, right) || isRight;
  }
  if (!isRight) return refused('No signature in the header webhook-signature matches.');
  const lateSeconds = Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp));
  if (lateSeconds > toleranceSeconds) return refused(`The time in webhook-timestamp is ${lateSeconds} seconds off.`);
  return { ok: true, key: digest('id:', id), sentId: id };
} // prettier-ignore

/** The secret of a signed body is the text that the sender keeps, as with GitHub and Meta. */
function isSigned(secrets: readonly Uint8Array[], { given, body }: { readonly given: string; readonly body: Uint8Array }): boolean {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(given.trim())?.[1] ?? '';
  const sent = Buffer.from(hex, 'hex');
  let isRight = false;
  for (const secret of secrets) isRight = isSame(sent, hmac(Buffer.from(writtenSourceSecret('body', secret)), body)) || isRight;
  return isRight;
} // prettier-ignore

/** Tokens are compared by their hashes, which are equally long. */
function isToken(secrets: readonly Uint8Array[], given: string): boolean {
  const sent = Buffer.from(digest(given.trim().replace(/^Bearer +/i, '')));
  let isRight = false;
  for (const secret of secrets) isRight = isSame(sent, Buffer.from(digest(writtenSourceSecret('token', secret)))) || isRight;
  return isRight;
} // prettier-ignore
