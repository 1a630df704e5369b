import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { installedEntity } from '../entity-shape.ts';
import { moveRequest, planMove, wayLabel } from './stage-move.ts';

const deal = installedEntity('crm/deal');
const won = { to: 'won', label: 'Won', asks: [] };

describe('a move to a stage', () => {
  it('[CRM-5] changes the stage, leaves the days to the device, and has both names in its label', () => {
    const move = planMove(deal, 'stage', givenShownRecord(), won);
    expect(move).toMatchObject({ changes: { stage: 'won' }, asks: [], stageLabel: 'Won' });
    expect(moveRequest(move)).toEqual({
      label: 'Moved Acme renewal to Won',
      edits: [{ entity: 'crm/deal', id: givenShownRecord().id, fields: { stage: 'won' } }],
    });
  });

  it('[CRM-5] contains the values for the fields that it requires', () => {
    const lost = planMove(deal, 'stage', givenShownRecord(), { to: 'lost', label: 'Lost', asks: ['lossReason'] });
    expect(lost.asks).toEqual(['lossReason']);
    expect(moveRequest(lost, { lossReason: 'price' }).edits[0]).toMatchObject({
      fields: { stage: 'lost', lossReason: 'price' },
    });
  });

  it('changes the stage field of a kind without a workflow', () => {
    const lead = givenShownRecord({ entity: 'crm/lead', fields: { name: 'Ada', status: 'new' } });
    const contacted = { to: 'contacted', label: 'Contacted', asks: [] };
    expect(planMove(installedEntity('crm/lead'), 'status', lead, contacted).changes).toEqual({ status: 'contacted' });
  });

  it('[T-14] has its own label, otherwise that of its stage', () => {
    expect(wayLabel({ ...won, why: null, move: { name: 'sendBack', label: 'Send back' } })).toBe('Send back');
    expect(wayLabel({ ...won, why: null, move: null })).toBe('Move to Won');
  });
});
