import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../installed-packs.ts';
import type { Act, Edit } from './act.ts';
import { type PendingAct, deriveRecord } from './derive.ts';
import type { StoredRecord } from './record.ts';

const id = '00000000-0000-7000-8000-0000000000d1';
const mia = '00000000-0000-7000-8000-000000000001';
const act = (number: number, edit: Edit, more: Partial<Act> = {}): PendingAct => ({
  act: {
    id: `00000000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`,
    number,
    label: 'test',
    shape: 'together',
    madeAt: '2026-11-20T08:00:00.000Z',
    edits: [edit],
    ...more,
  },
  by: mia,
  state: 'waiting',
  covered: [],
});
const create = (fields: Record<string, string>): Edit => ({
  id,
  entity: 'crm/deal',
  create: { fields, ownerId: mia, teamId: null, sharedWith: [], schema: 1 },
});
const change = (field: string, from: string | null, to: string | null): Edit => ({
  id,
  entity: 'crm/deal',
  seen: 1,
  fields: { [field]: [from, to] },
});
const derive = (confirmed: StoredRecord | null, ...pending: PendingAct[]) =>
  deriveRecord(installedCatalogue, confirmed, pending, { id, look: () => undefined });

describe('what is shown of a record', () => {
  it('[D-2a] is what waiting acts make of the confirmed state, in their order', () => {
    const shown = derive(
      null,
      act(1, create({ name: 'Acme', stage: 'prospecting' })),
      act(2, change('stage', 'prospecting', 'engaging')),
    );
    expect(shown).toMatchObject({ version: 0, ownerId: mia, fields: { name: 'Acme', stage: 'engaging' } });
  });
  it("[D-2a] keeps another's news beside one's own waiting change", () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'engaging' })));
    const shown = derive(
      confirmed && { ...confirmed, version: 9, fields: { ...confirmed.fields, source: 'event' } },
      act(2, change('stage', 'prospecting', 'proposal')),
    );
    expect(shown?.fields).toMatchObject({ stage: 'proposal', source: 'event' });
  });
  it('[D-2b] no longer counts an answered act once the confirmed state covers it', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'engaging' })));
    const answered: PendingAct = { ...act(2, change('stage', 'engaging', 'proposal')), state: 'answered' };
    expect(derive(confirmed, answered)?.fields['stage']).toBe('proposal');
    expect(derive(confirmed, { ...answered, covered: [id] })?.fields['stage']).toBe('engaging');
  });
  it('[S-4c] lets an undo give way to what changed since', () => {
    const confirmed = derive(null, act(1, create({ name: 'Acme', stage: 'proposal' })));
    expect(derive(confirmed, act(2, change('stage', 'engaging', 'prospecting'), { undoes: id }))?.fields['stage']).toBe(
      'proposal',
    );
  });
  it('[K-3] keeps what was done to a record whose kind is not defined here, or not any more', () => {
    const made: Edit = { ...create({ name: 'Ada’s van' }), entity: 'own/vehicle' };
    const repainted: Edit = { ...change('colour', null, 'red'), entity: 'own/vehicle' };
    expect(derive(null, act(1, made), act(2, repainted))).toMatchObject({
      entity: 'own/vehicle',
      ownerId: mia,
      fields: { name: 'Ada’s van', colour: 'red' },
    });
  });
  it('[Q-6] works formulas out anew with each change', () => {
    const lead: Edit = {
      id,
      entity: 'crm/lead',
      create: {
        fields: { name: 'Ada', status: 'new', phone: '+15550142' },
        ownerId: mia,
        teamId: null,
        sharedWith: [],
        schema: 1,
      },
    };
    const shown = deriveRecord(
      installedCatalogue,
      null,
      [act(1, lead), act(2, { id, entity: 'crm/lead', seen: 0, fields: { email: [null, 'ada@example.com'] } })],
      { id, look: () => undefined },
    );
    expect(shown?.fields['score']).toBe(40);
  });
});
