import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with the values that every authenticator app knows. */
const digits = 6;
const periodSeconds = 30;
/** RFC 4226, section 4: 160 bits. */
const secretBytes = 20;
/** RFC 6238, section 5.2: one step of difference between two clocks. */
const mostDrift = 1;

/** Returns a new secret in base32, as authenticator apps take it. */
export const newTotpSecret = (random: RandomBytes): string =>
  new Secret({ buffer: Uint8Array.from(random(secretBytes)).buffer }).base32;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Outpost', label, secret: Secret.fromBase32(secret), digits, period: periodSeconds });

/** Returns the address `otpauth://…` that an authenticator app reads from a QR code. */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/**
 * Returns the time step of a code, or null where it belongs neither to the present step nor to the step before or after
 * it. A caller accepts a step once (`takeStep`), so that a code that somebody has seen is not valid again.
 */
export function stepOfCode(secret: string, code: string, nowMs: number): number | null {
  const token = code.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const drift = totpOf(secret, '').validate({ token, timestamp: nowMs, window: mostDrift });
  return drift === null ? null : Math.floor(nowMs / 1_000 / periodSeconds) + drift;
}
