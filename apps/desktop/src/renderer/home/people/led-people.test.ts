import { membershipFrom } from '@outpost/domain/kernel/access/access';
import { describe, expect, it } from 'vitest';
import { givenPersonRecord, northTeam, southTeam } from '../../testing/given-people.ts';
import { ledPeople } from './led-people.ts';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000009${String(n).padStart(2, '0')}`;
const [boss, ana, ben, client, gone, free] = [
  givenPersonRecord(idOf(1), 'Boss', { roles: [['manager', northTeam.id]] }),
  givenPersonRecord(idOf(2), 'Ana', { roles: [['member', northTeam.id]] }),
  givenPersonRecord(idOf(3), 'Ben', { roles: [['member', southTeam.id]] }),
  givenPersonRecord(idOf(4), 'Client', { roles: [['client', northTeam.id]] }),
  givenPersonRecord(idOf(5), 'Gone', { roles: [['member', northTeam.id]], status: 'suspended' }),
  givenPersonRecord(idOf(6), 'Free', { roles: [] }),
];
const all = [boss, ana, ben, client, gone, free];
const outside = new Set(['client']);
const leading = (teamId: string | null, grants: readonly string[] = ['*:read@team']) =>
  ledPeople(all, { me: boss.id, led: [membershipFrom({ role: 'manager', teamId, portal: false, grants })], outside });

describe('[T-20] the people whom a person leads', () => {
  it('are those of the teams, without the person, suspended people and people from outside', () => {
    expect(leading(northTeam.id)).toEqual([ana]);
    expect(leading(southTeam.id)).toEqual([ben]);
  });

  it('are all people inside for a role in the whole organisation', () => {
    expect(leading(null)).toEqual([ana, ben, free]);
    expect(leading(northTeam.id, ['*:read@org'])).toEqual([ana, ben, free]);
    expect(ledPeople(all, { me: boss.id, led: [], outside })).toEqual([]);
  });
});
