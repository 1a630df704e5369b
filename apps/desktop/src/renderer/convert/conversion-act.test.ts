import { leadToCustomer } from '@outpost/domain/packs/crm/conversions/lead-to-customer.conversion';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import {
  carrierOf,
  conversionRequest,
  fitOf,
  movingKinds,
  type PartChoices,
  proposedFields,
} from './conversion-act.ts';

const [accountPart, contactPart, dealPart, stepPart] = leadToCustomer.parts;
const lead = givenShownRecord({
  id: 'lead-1',
  entity: 'crm/lead',
  fields: {
    name: 'Wren Alder',
    company: 'Tamsin Grove Flats',
    email: 'w.alder@tamsin.example',
    source: 'website',
    estimatedValue: { amount: 2_860_000, currency: 'USD' },
    tags: ['flats'],
    status: 'qualified',
  },
});
const grove = givenShownRecord({
  id: 'account-1',
  entity: 'crm/account',
  fields: { name: 'Tamsin Grove Apartments', tags: [], phone: '+15550107' },
});
const call = givenShownRecord({
  id: 'call-1',
  entity: 'crm/activity',
  fields: { about: 'crm/lead:lead-1', kind: 'call' },
});

const proposed = (part: typeof accountPart) => (part ? proposedFields(part, lead) : {});
const all: PartChoices = {
  account: { is: 'new', fields: proposed(accountPart) },
  contact: { is: 'new', fields: proposed(contactPart) },
  deal: { is: 'new', fields: proposed(dealPart) },
};
function request(choices: PartChoices) {
  let count = 0;
  const target = carrierOf(leadToCustomer, choices);
  const moving = movingKinds(installedCatalogue, 'crm/lead', target?.entity ?? '').flatMap(({ entity, by, field }) =>
    entity.name === 'crm/activity' ? [{ record: call, by, field }] : [],
  );
  return conversionRequest(installedCatalogue, {
    conversion: leadToCustomer,
    record: lead,
    choices,
    moving,
    ownerId: 'ilse',
    newId: () => {
      count += 1;
      return `new-${count}`;
    },
  });
}

describe('the conversion of a lead [CRM-8]', () => {
  it('proposes the values of its parts, and no account without a company', () => {
    expect(proposed(accountPart)).toEqual({ name: 'Tamsin Grove Flats', tags: ['flats'] });
    expect(proposed(dealPart)).toEqual({
      name: 'Tamsin Grove Flats',
      stage: 'prospecting',
      value: { amount: 2_860_000, currency: 'USD' },
      source: 'Website',
      tags: ['flats'],
    });
    const alone = { ...lead, fields: { name: 'Wren Alder', company: '', status: 'new' } };
    expect(accountPart && proposedFields(accountPart, alone)).toEqual({});
    expect(dealPart && proposedFields(dealPart, alone)).toMatchObject({ name: 'Wren Alder' });
  });

  it('makes all parts, marks the lead and moves what belongs to it, in one act', () => {
    expect(request(all)).toEqual({
      gives: undefined,
      opened: 'new-3',
      request: {
        label: 'Converted Wren Alder',
        edits: [
          { entity: 'crm/account', id: 'new-1', create: { fields: proposed(accountPart), ownerId: 'ilse' } },
          {
            entity: 'crm/contact',
            id: 'new-2',
            create: { fields: { ...proposed(contactPart), account: 'new-1' }, ownerId: 'ilse' },
          },
          {
            entity: 'crm/deal',
            id: 'new-3',
            create: { fields: { ...proposed(dealPart), account: 'new-1', contact: 'new-2' }, ownerId: 'ilse' },
          },
          {
            entity: 'crm/lead',
            id: 'lead-1',
            fields: { status: 'converted', convertedTo: 'new-3', convertedContact: 'new-2', convertedAccount: 'new-1' },
          },
          { entity: 'crm/activity', id: 'call-1', fields: { about: 'crm/deal:new-3' } },
        ],
      },
    });
  });

  it('uses an existing account, fills its empty fields and changes no other', () => {
    const { request: made } = request({ ...all, account: { is: 'existing', record: grove, mayUpdate: true } });
    expect(made.edits[0]).toEqual({ entity: 'crm/account', id: 'account-1', fields: { tags: ['flats'] } });
    expect(made.edits[1]).toMatchObject({ create: { fields: { account: 'account-1' } } });
    expect(fitOf(installedEntity('crm/account'), grove, proposed(accountPart))).toEqual({
      fills: { tags: ['flats'] },
      differs: ['name'],
    });
    const { request: readOnly } = request({ ...all, account: { is: 'existing', record: grove, mayUpdate: false } });
    expect(readOnly.edits.filter(({ entity }) => entity === 'crm/account')).toEqual([]);
  });

  it('moves records to the contact if no deal is made, and leaves out links to parts that are not made', () => {
    const { request: made, opened } = request({ ...all, account: { is: 'none' }, deal: { is: 'none' } });
    expect(opened).toBe('new-1');
    expect(made.edits).toEqual([
      { entity: 'crm/contact', id: 'new-1', create: { fields: proposed(contactPart), ownerId: 'ilse' } },
      { entity: 'crm/lead', id: 'lead-1', fields: { status: 'converted', convertedContact: 'new-1' } },
      { entity: 'crm/activity', id: 'call-1', fields: { about: 'crm/contact:new-1' } },
    ]);
  });

  it('makes the next step about the deal and for its owner, or about the contact where no deal is made', () => {
    const nextStep = { is: 'new', fields: { subject: 'First call', dueAt: '2026-11-23T09:00:00.000Z' } } as const;
    const deal = { is: 'new', fields: proposed(dealPart), ownerId: 'dana' } as const;
    expect(stepPart && proposedFields(stepPart, lead)).toEqual({});
    const { request: made, gives, opened } = request({ ...all, deal, nextStep });
    expect(opened).toBe('new-3');
    expect(made.edits).toContainEqual({
      entity: 'crm/task',
      id: 'new-4',
      create: { fields: { ...nextStep.fields, about: 'crm/deal:new-3' }, ownerId: 'ilse' },
    });
    expect(gives).toEqual({
      label: 'Converted Wren Alder',
      edits: [
        { entity: 'crm/task', id: 'new-4', fields: { ownerId: 'dana' } },
        { entity: 'crm/deal', id: 'new-3', fields: { ownerId: 'dana' } },
      ],
    });
    expect(request({ ...all, deal: { is: 'none' }, nextStep }).request.edits).toContainEqual({
      entity: 'crm/task',
      id: 'new-3',
      create: { fields: { ...nextStep.fields, about: 'crm/contact:new-2' }, ownerId: 'ilse' },
    });
  });
});

it('[CRM-8, MSG-2] records that name their parent for good stay: a consent, the end of a share', () => {
  const kinds = movingKinds(installedCatalogue, 'crm/lead', 'crm/contact').map(({ entity }) => entity.name);
  expect(kinds).toEqual(['platform/file', 'crm/task', 'crm/activity', 'crm/letter']);
});
