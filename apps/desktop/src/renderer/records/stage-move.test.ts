import { describe, expect, it } from 'vitest';
import { givenRecord } from '../testing/given-record.ts';
import { installedEntity } from './entity-shape.ts';
import { moveRequest, planMove } from './stage-move.ts';

const deal = installedEntity('crm/deal');
const [today, me] = ['2026-11-20', '0190b1f2-7c00-7000-8000-000000000001'];

describe('a move to a stage', () => {
  it('[CRM-5] changes the stage, leaves the days to the device, and asks for nothing that is there', () => {
    const move = planMove(deal, givenRecord(), { to: 'won', today, me });
    expect(move).toMatchObject({
      changes: { stage: 'won' },
      asks: [],
      stageLabel: 'Won',
    });
    expect(move && moveRequest(move)).toMatchObject({
      label: 'Moved Acme renewal to Won',
      edits: [{ entity: 'crm/deal', fields: { stage: 'won' } }],
    });
  });

  it('[CRM-5] asks for the value of a won deal and the reason of a lost one, and carries the answers', () => {
    const bare = givenRecord({ fields: { name: 'Acme', stage: 'engaging' } });
    expect(planMove(deal, bare, { to: 'won', today, me })?.asks).toEqual(['value']);
    const worthless = givenRecord({ fields: { ...bare.fields, value: { amount: 0, currency: 'USD' } } });
    expect(planMove(deal, worthless, { to: 'won', today, me })?.asks).toEqual(['value']);
    const lost = planMove(deal, bare, { to: 'lost', today, me });
    expect(lost?.asks).toEqual(['lossReason']);
    expect(lost && moveRequest(lost, { lossReason: 'price' }).edits[0]).toMatchObject({
      fields: { stage: 'lost', lossReason: 'price' },
    });
  });

  it('changes the stage alone where the entity has no rule of its own, and nothing where the record stands there', () => {
    const lead = givenRecord({ entity: 'crm/lead', fields: { name: 'Ada', status: 'new' } });
    expect(planMove(installedEntity('crm/lead'), lead, { to: 'contacted', today, me })?.changes).toEqual({
      status: 'contacted',
    });
    expect(planMove(deal, givenRecord(), { to: 'engaging', today, me })).toBeUndefined();
    expect(
      planMove(installedEntity('crm/account'), givenRecord({ entity: 'crm/account' }), { to: 'won', today, me }),
    ).toBeUndefined();
  });
});
