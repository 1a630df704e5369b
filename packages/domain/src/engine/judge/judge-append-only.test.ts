import { beforeEach, describe, expect, it } from 'vitest';
import type { Edit } from '../../kernel/acts/act.ts';
import { ann, DecisionWorld, holding, make, north, record, set } from '../../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [cleo, word, listed] = [50, 51, 52].map(idOf) as [string, string, string];
const kind = 'crm/consent';
const suppression = 'crm/suppression';
const member = holding('*:read@shared', '*:create@own', '*:update@shared', '*:assign@own', '*:delete@own');
const admin = holding('**:*@org');
const declared = { about: `crm/contact:${cleo}`, channel: 'email', purpose: 'offers', standing: 'given', address: 'cleo@example.com', givenAt: '2026-10-02T08:00:00.000Z', source: 'Form' }; // prettier-ignore
const since = { address: '@example.com', channel: 'email', reason: 'complaint', since: '2026-10-02T08:00:00.000Z' };

let world: DecisionWorld;
const said = (...asked: Parameters<DecisionWorld['said']>) => world.said(...asked);
const change = (fields: Parameters<typeof set>[1], id = word, of = kind): Edit => set(id, fields, of);

beforeEach(() => {
  world = new DecisionWorld();
  const inherited = { ownerId: ann, teamId: north, sharedWith: [] };
  for (const one of [
    record(cleo, 'crm/contact', { name: 'Cleo', email: 'cleo@example.com' }),
    record(word, kind, { ...declared, name: 'E-mail, offers: given' }, { ownerId: null, teamId: null, inherited }),
    record(listed, suppression, since, { ownerId: ann, teamId: null }),
  ])
    world.records.set(one.id, one);
});

describe('[MSG-2] a declaration', () => {
  it('is made by a person who sees the person, and named by what it says', () => {
    const { status, records } = world.decide([make(idOf(53), kind, declared)], { by: member });
    expect([status, records[0]?.record.fields['name']]).toEqual(['accepted', 'E-mail, offers: given']);
  });

  it('stays as it was declared, also for an administrator', () => {
    for (const by of [member, admin])
      for (const [name, from, to] of [
        ['standing', 'given', 'refused'],
        ['address', 'cleo@example.com', 'other@example.com'],
        ['givenAt', '2026-10-02T08:00:00.000Z', '2026-10-03T08:00:00.000Z'],
        ['about', `crm/contact:${cleo}`, `crm/contact:${cleo}`],
        ['source', 'Form', null],
      ] as const)
        expect(said([change({ [name]: [from, to] })], { by })).toEqual({ status: 'refused', [word]: 'records/fixed' });
  });

  it('takes an end, a confirmation and a proof later, each of them once', () => {
    const later = { endsOn: [null, '2026-12-04'], confirmedAt: [null, '2026-10-02T08:05:00.000Z'], proof: [null, 'form.pdf'] } as const; // prettier-ignore
    expect(said([change(later)], { by: member })).toEqual({ status: 'accepted' });
    const filled = { ...declared, endsOn: '2026-12-04', confirmedAt: '2026-10-02T08:05:00.000Z', proof: 'form.pdf' };
    world.records.set(word, record(word, kind, filled, { ownerId: null, teamId: null, inherited: { ownerId: ann, teamId: north, sharedWith: [] } })); // prettier-ignore
    for (const fields of [
      { endsOn: ['2026-12-04', '2027-12-04'] },
      { endsOn: ['2026-12-04', null] },
      { confirmedAt: ['2026-10-02T08:05:00.000Z', null] },
      { proof: ['form.pdf', 'other.pdf'] },
    ] as const)
      // prettier-ignore
      expect(said([change(fields)], { by: member })).toEqual({ status: 'refused', [word]: 'records/fixed' });
  });

  it('is deleted by an administrator only: a deleted refusal would let messages go out again', () => {
    const drop = change({ life: ['alive', 'deleted'] });
    expect(said([drop], { by: member })).toEqual({ status: 'refused', [word]: 'access/denied' });
    expect(said([drop], { by: admin })).toEqual({ status: 'accepted' });
  });
});

describe('[MSG-2] a suppression', () => {
  it('is added by any member, and ended or deleted by an administrator only, also the one that a member has added', () => {
    const added = make(idOf(54), suppression, since, { ownerId: ann });
    expect(said([added], { by: member })).toEqual({ status: 'accepted' });
    for (const fields of [{ endedAt: [null, '2026-11-01T08:00:00.000Z'] }, { life: ['alive', 'deleted'] }] as const) {
      expect(said([change(fields, listed, suppression)], { by: member })).toEqual({ status: 'refused', [listed]: 'access/denied' }); // prettier-ignore
      expect(said([change(fields, listed, suppression)], { by: admin })).toEqual({ status: 'accepted' });
    }
  });
});
