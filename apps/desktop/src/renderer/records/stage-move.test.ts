import { describe, expect, it } from 'vitest';
import { givenRecord } from '../testing/given-record.ts';
import { installedEntity } from './entity-shape.ts';
import { moveRequest, planMove } from './stage-move.ts';

const deal = installedEntity('crm/deal');
const today = '2026-11-20';

describe('a move to a stage', () => {
  it('[CRM-5] sets the day of closing, and asks for nothing that is there', () => {
    const move = planMove(deal, givenRecord(), { to: 'won', today });
    expect(move).toMatchObject({
      changes: { stage: 'won', closedOn: today, engagedOn: today },
      asks: [],
      stageLabel: 'Won',
    });
    expect(move && moveRequest(move)).toMatchObject({
      label: 'Moved Acme renewal to Won',
      edits: [{ entity: 'crm/deal', fields: { stage: 'won', closedOn: today } }],
    });
  });

  it('[CRM-5] asks for the value of a won deal and the reason of a lost one, and carries the answers', () => {
    const bare = givenRecord({ fields: { name: 'Acme', stage: 'engaging' } });
    expect(planMove(deal, bare, { to: 'won', today })?.asks).toEqual(['value']);
    const lost = planMove(deal, bare, { to: 'lost', today });
    expect(lost?.asks).toEqual(['lossReason']);
    expect(lost && moveRequest(lost, { lossReason: 'price' }).edits[0]).toMatchObject({
      fields: { stage: 'lost', lossReason: 'price' },
    });
  });

  it('changes the stage alone where the entity has no rule of its own, and nothing where the record stands there', () => {
    const lead = givenRecord({ entity: 'crm/lead', fields: { name: 'Ada', status: 'new' } });
    expect(planMove(installedEntity('crm/lead'), lead, { to: 'contacted', today })?.changes).toEqual({
      status: 'contacted',
    });
    expect(planMove(deal, givenRecord(), { to: 'engaging', today })).toBeUndefined();
    expect(
      planMove(installedEntity('crm/account'), givenRecord({ entity: 'crm/account' }), { to: 'won', today }),
    ).toBeUndefined();
  });
});
