import { describe, expect, it } from 'vitest';
import { Profile, type ReplicaEntry } from '../profile.ts';
import { deviceKeyFor } from './device-key-for.ts';

const server = 'https://crm.example';
const idOf = (place: number): string => `0190b1f2-7c00-7000-8000-00000000000${place}`;
const entry = (place: number, email: string, at = server): ReplicaEntry => ({
  id: idOf(place),
  server: at,
  organisation: { id: idOf(place), name: 'Nordwind' },
  person: { id: idOf(place), name: 'Ann', email },
  key: { kind: 'os', wrapped: 'x' },
  unsent: 0,
  deviceKey: `key of ${email}`,
});
const profileOf = (...replicas: readonly ReplicaEntry[]): Profile =>
  new Profile('/nowhere', {
    version: 1,
    installation: idOf(9),
    current: null,
    isLocked: false,
    replicas: [...replicas],
  });

describe('the key of a device for a sign-in', () => {
  it('is that of the account, whatever the spelling of its address', () => {
    const profile = profileOf(entry(1, 'ann@example.com'), entry(2, 'ben@example.com'));
    expect(deviceKeyFor(profile, { server, email: ' Ben@Example.com' })).toBe('key of ben@example.com');
    expect(deviceKeyFor(profile, { server, email: 'eve@example.com' })).toBeUndefined();
  });

  it('is that of the only account of this server where the address is not known yet', () => {
    const others = entry(3, 'max@example.com', 'https://other.example');
    const once = profileOf(entry(1, 'ann@example.com'), entry(2, 'Ann@example.com'), others);
    expect(deviceKeyFor(once, { server, email: '' })).toBe('key of ann@example.com');
    const several = profileOf(entry(1, 'ann@example.com'), entry(2, 'ben@example.com'));
    expect(deviceKeyFor(several, { server, email: '' })).toBeUndefined();
    expect(deviceKeyFor(profileOf(), { server, email: '' })).toBeUndefined();
  });
});
