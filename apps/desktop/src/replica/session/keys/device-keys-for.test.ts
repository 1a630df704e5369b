import { describe, expect, it } from 'vitest';
import { Profile, type ReplicaEntry } from '../profile/profile.ts';
import { deviceKeysFor } from './device-keys-for.ts';

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

describe('the keys of a device for a sign-in', () => {
  it('are the one of the account, for every spelling of its address', () => {
    const profile = profileOf(entry(1, 'ann@example.com'), entry(2, 'ben@example.com'));
    expect(deviceKeysFor(profile, { server, email: ' Ben@Example.com' })).toEqual(['key of ben@example.com']);
    expect(deviceKeysFor(profile, { server, email: 'eve@example.com' })).toEqual([]);
  });

  it('are those of all accounts of this server where the address is not known yet, each once, the latest first', () => {
    const others = entry(3, 'max@example.com', 'https://other.example');
    const once = profileOf(entry(1, 'ann@example.com'), entry(2, 'Ann@example.com'), others);
    expect(deviceKeysFor(once, { server, email: '' })).toEqual(['key of ann@example.com']);
    const several = profileOf(entry(1, 'ann@example.com'), entry(2, 'ben@example.com'), others);
    expect(deviceKeysFor(several, { server, email: '' })).toEqual(['key of ben@example.com', 'key of ann@example.com']);
    expect(deviceKeysFor(profileOf(), { server, email: '' })).toEqual([]);
  });
});
