import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticatorCode } from '../testing/authenticator.ts';
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** RFC 6238, appendix B: the secret of the SHA-1 rows, "12345678901234567890", in base32. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const rfcRows = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const;

describe('codes of authenticator apps', () => {
  it.each(rfcRows)('are those of RFC 6238 at %i seconds', (seconds, code) => {
    expect(authenticatorCode(rfcSecret, seconds * 1_000, 8)).toBe(code);
    expect(stepOfCode(rfcSecret, code.slice(2), seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it('are accepted one step early and late, and no further', () => {
    const nowMs = 1_800_000_000_000;
    const now = Math.floor(nowMs / 30_000);
    const steps = [-2, -1, 0, 1, 2].map((drift) =>
      stepOfCode(rfcSecret, authenticatorCode(rfcSecret, nowMs + drift * 30_000), nowMs),
    );
    expect(steps).toEqual([null, now - 1, now, now + 1, null]);
  });

  it('may contain a space, and otherwise only six digits', () => {
    const nowMs = 59_000;
    expect(stepOfCode(rfcSecret, ' 287 082 ', nowMs)).toBe(1);
    for (const code of ['', '28708', '2870820', '28708a', '٢٨٧٠٨٢', '287082\u0000', '-287082e'])
      expect({ code, step: stepOfCode(rfcSecret, code, nowMs) }).toEqual({ code, step: null });
  });

  it('come from a secret of 160 bits, in an address that apps read', () => {
    const secret = newTotpSecret(randomBytes);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(totpUri(secret, 'ann@example.com'));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual(['otpauth:', 'totp', '/Outpost:ann@example.com']); // prettier-ignore
    expect(uri.searchParams.get('secret')).toBe(secret);
    expect(uri.searchParams.get('issuer')).toBe('Outpost');
  });
});
