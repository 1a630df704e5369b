import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { webhookHeaders, writtenPublicKey, writtenSecret } from './sign-webhook.ts';

const bytes = (value: number) => new Uint8Array(32).fill(value);
const message = {
  id: '0190b1f2-7c00-7000-8000-00000000000f-17',
  atMs: Date.now(),
  body: '{"type":"deal.updated","a":"ü"}',
};

/** Verifies like a receiver that has only the text of the public key (RFC 8032 by node:crypto). */
function isSignedBy(publicKey: string, headers: ReturnType<typeof webhookHeaders>, body: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  return headers['webhook-signature']
    .split(' ')
    .some((one) => one.startsWith('v1a,') && verify(null, signed, key, Buffer.from(one.slice(4), 'base64')));
}

describe('[EVT-4] the signature of a webhook', () => {
  it('is accepted by the library of Standard Webhooks, and by no other secret, body, id or time', () => {
    const headers = webhookHeaders(message, [{ kind: 'hmac', bytes: bytes(7) }]);
    const receiver = new Webhook(writtenSecret(bytes(7)));
    expect(receiver.verify(message.body, headers)).toEqual(JSON.parse(message.body));
    expect(() => new Webhook(writtenSecret(bytes(8))).verify(message.body, headers)).toThrow('signature');
    expect(() => receiver.verify(`${message.body} `, headers)).toThrow('signature');
    expect(() => receiver.verify(message.body, { ...headers, 'webhook-id': 'other' })).toThrow('signature');
    const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
    expect(() => receiver.verify(message.body, later)).toThrow('signature');
  });

  it('is made by every secret of a rotation, so that receivers with the former and with the new one accept it', () => {
    const headers = webhookHeaders(
      message,
      [1, 2].map((value) => ({ kind: 'hmac', bytes: bytes(value) }) as const),
    );
    for (const value of [1, 2]) expect(new Webhook(writtenSecret(bytes(value))).verify(message.body, headers)).toEqual(JSON.parse(message.body)); // prettier-ignore
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
  });

  it('by ed25519 is verified by its public key alone, also beside a secret', () => {
    const headers = webhookHeaders(message, [
      { kind: 'ed25519', bytes: bytes(9) },
      { kind: 'hmac', bytes: bytes(7) },
    ]);
    expect(isSignedBy(writtenPublicKey(bytes(9)), headers, message.body)).toBe(true);
    expect(isSignedBy(writtenPublicKey(bytes(8)), headers, message.body)).toBe(false);
    expect(isSignedBy(writtenPublicKey(bytes(9)), headers, `${message.body} `)).toBe(false);
    expect(new Webhook(writtenSecret(bytes(7))).verify(message.body, headers)).toEqual(JSON.parse(message.body));
  });

  it('by ed25519 has the public key of RFC 8032, section 7.1, test 1', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const key = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
    expect(writtenPublicKey(seed)).toBe(`whpk_${key.toString('base64')}`);
  });
});
