import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { workflow } from '../../kernel/catalogue/workflow.ts';
import { day } from '../../kernel/entities/field-types.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { deal } from '../../packs/crm/entities/deal.entity.ts';
import { ann } from '../../testing/decision-world.ts';
import { type WaysAsked, waysOf } from './ways.ts';

const mayAll = (): undefined => undefined;
const asked = (
  fields: Readonly<Record<string, JsonValue>>,
  { denial = mayAll, life = 'alive' }: { readonly denial?: WaysAsked['denial']; readonly life?: string } = {},
): WaysAsked => ({ record: { fields, life }, today: day('2026-11-22'), actor: ann, denial });
const dealStage = installedCatalogue.workflows.get('crm/deal');

describe('the moves of a record', () => {
  it('[T-14] lead to each other state, in the order of the declaration, with the fields that each requires', () => {
    const ways = waysOf(deal, dealStage, asked({ name: 'Acme', stage: 'engaging', lossReason: 'price' }));
    expect(ways.map(({ to, asks, why }) => [to, asks, why])).toEqual([
      ['prospecting', [], null],
      ['proposal', [], null],
      ['negotiation', [], null],
      ['won', ['value'], null],
      ['lost', ['lossReason'], null], // required again, although the field has a value
    ]);
    expect(ways[3]).toMatchObject({ label: 'Won', move: { name: 'won', label: 'Move to Won' } });
  });

  it('[T-14] require no field that is filled in, except one that fails a check', () => {
    const worth = (amount: number) => ({ name: 'Acme', stage: 'engaging', value: { amount, currency: 'USD' } });
    const wonOf = (amount: number) => waysOf(deal, dealStage, asked(worth(amount))).find(({ to }) => to === 'won');
    expect([wonOf(100)?.asks, wonOf(0)?.asks]).toEqual([[], ['value']]);
  });

  it('[T-14] contain the reason why they are closed: no such move, a missing right, an action that is granted by name', () => {
    const strict = workflow(deal, 'stage', {
      starts: ['prospecting'],
      moves: [
        { name: 'engage', label: 'Engage', from: ['prospecting'], to: 'engaging' },
        { name: 'win', label: 'Win', from: ['prospecting'], to: 'won', action: 'sign' },
      ],
    });
    const fields = { name: 'Acme', stage: 'prospecting' };
    const may = waysOf(
      deal,
      strict,
      asked(fields, { denial: (action) => (action === 'sign' ? 'Only a director signs.' : undefined) }),
    );
    expect(may.find(({ to }) => to === 'engaging')).toMatchObject({ why: null, move: { label: 'Engage' } });
    expect(may.find(({ to }) => to === 'won')?.why).toBe('Only a director signs.');
    expect(may.find(({ to }) => to === 'lost')).toMatchObject({
      move: null,
      why: 'This deal is at Prospecting now, and this step to Lost does not start there. From there it can go to Engaging, Won.',
    });
    const reader = waysOf(deal, strict, asked(fields, { denial: () => 'Your role reads deals.' }));
    expect(reader.find(({ to }) => to === 'engaging')?.why).toBe('Your role reads deals.');
  });

  it('[T-14] lead to every state of a kind without a workflow, and to none for a deleted record or a kind without states', () => {
    const lead = entityOf(installedCatalogue, 'crm/lead');
    expect(waysOf(lead, undefined, asked({ status: 'new' })).map(({ to, move }) => [to, move])).toContainEqual([
      'contacted',
      null,
    ]);
    expect(waysOf(deal, dealStage, asked({ stage: 'engaging' }, { life: 'deleted' }))).toEqual([]);
    expect(waysOf(entityOf(installedCatalogue, 'crm/account'), undefined, asked({ name: 'Acme' }))).toEqual([]);
  });
});
