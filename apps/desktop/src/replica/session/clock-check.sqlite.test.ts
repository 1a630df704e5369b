import { SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { clockAhead, tellClock } from './clock-check.ts';

const hour = 3_600_000;
const tokenOf = (atMs: number) =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(atMs / 1_000)
    .sign(new Uint8Array(32));

describe('a wrong clock', () => {
  let given: GivenTenant;
  beforeEach(async () => {
    given = await tenantForTest();
  });
  const noted = () => given.tenant.device.database.getLocal('screen/notice/clock');
  const tell = (aheadMs: number | null) => tellClock(given.tenant.device.database, aheadMs);

  it('[E-1] is detected from a new token, made by the server’s clock', async () => {
    const nowMs = Date.parse('2026-11-20T08:00:00.000Z');
    expect(clockAhead(await tokenOf(nowMs - 3 * hour), nowMs)).toBe(3 * hour);
    expect(clockAhead(await tokenOf(nowMs + 3 * hour), nowMs)).toBe(-3 * hour);
    for (const token of ['', 'a', 'a.b.c', `a.${Buffer.from('{"iat":"soon"}').toString('base64url')}.c`])
      expect(clockAhead(token, nowMs)).toBeNull();
  });

  it('[E-1] is reported while it is wrong by more than five minutes, and not longer', async () => {
    await tell(60_000);
    expect(await noted()).toBeNull();
    await tell(-3 * hour);
    expect(await noted()).toEqual({ aheadMs: -3 * hour });
    await tell(null);
    expect(await noted()).toEqual({ aheadMs: -3 * hour });
    await tell(1_000);
    expect(await noted()).toBeNull();
  });
});
