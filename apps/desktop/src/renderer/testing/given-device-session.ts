import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { me } from './given-record.ts';

/** Returns an open session of the person on a computer, as the server sends it. `n`: a number that its id ends with, up to 99. */
export const givenDeviceSession = (n: number, change: Partial<DeviceSession> = {}): DeviceSession => ({
  id: `0190b1f2-7c00-7000-8000-00000000e0${String(n).padStart(2, '0')}`,
  personId: me,
  personName: 'Ilse Torvane',
  name: `ILSE-${n}`,
  kind: 'computer',
  address: '203.0.113.40',
  signedInFrom: '203.0.113.40',
  signedInAt: '2026-11-01T09:00:00.000Z',
  lastUsedAt: '2026-11-20T08:50:00.000Z',
  endsAt: '2026-11-27T08:50:00.000Z',
  endedAt: null,
  endedWhy: null,
  unsent: 0,
  held: null,
  lost: null,
  asked: null,
  isHere: false,
  trustedUntil: null,
  wipe: null,
  ...change,
});
