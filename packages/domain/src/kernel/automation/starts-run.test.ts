import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { blankRecord, type StoredRecord } from '../entities/record.ts';
import type { ChangeTrigger } from './automation-definition.ts';
import { startConditions } from './definition-problem.ts';
import { isRuledOut, type StartingChange, recordBefore, startsRun } from './starts-run.ts';

const asking = { userId: '0190b1f2-7c00-7000-8000-000000000009', now: '2026-11-28T10:00:00.000Z', timeZone: 'UTC' };
const deal = entityOf(installedCatalogue, 'crm/deal');
const record: StoredRecord = {
  ...blankRecord('0190b1f2-7c00-7000-8000-000000000001', 'crm/deal'),
  ownerId: asking.userId,
  fields: { name: 'Villa', stage: 'won', source: 'Call' },
};
const answer = (trigger: ChangeTrigger, change: StartingChange) => {
  const read = startConditions({ catalogue: installedCatalogue, ...asking }, deal, { trigger });
  if (!read.ok) throw new Error(read.message);
  return startsRun({ asking }, { trigger, ...read.value }, { ...change, record });
};
const on = (more: Partial<ChangeTrigger> = {}): ChangeTrigger => ({ kind: 'change', on: ['changed'], ...more });
const isWon: ChangeTrigger['after'] = { field: 'stage', op: 'is', value: 'won' };
const moved: StartingChange = { kind: 'changed', changed: { stage: ['proposal', 'won'] } };
const named: StartingChange = { kind: 'changed', changed: { name: ['House', 'Villa'] } };
const made: StartingChange = { kind: 'created', changed: {} };

describe('[AUT-2] a trigger', () => {
  it.each<readonly [string, ChangeTrigger, StartingChange, string]>([
    ['takes any change where it asks for nothing', on(), named, 'yes'],
    ['takes no creation where it asks for changes', on(), made, 'no'],
    ['takes a creation that passes its filter', on({ on: ['created'], after: isWon }), made, 'yes'],
    ['takes a change that makes the filter hold', on({ after: isWon }), moved, 'yes'],
    ['takes no change under which the filter held already', on({ after: isWon }), named, 'no'],
    ['takes that change where it names the field', on({ after: isWon, fields: ['name'] }), named, 'yes'],
    ['takes no change of another field', on({ fields: ['stage'] }), named, 'no'],
    ['asks the values before the change', on({ before: { field: 'stage', op: 'is', value: 'proposal' }, after: isWon }), moved, 'yes'],
    ['takes no change from other values', on({ before: { field: 'stage', op: 'is', value: 'negotiation' }, after: isWon }), moved, 'no'],
    ['takes no deletion', on(), { kind: 'changed', changed: { life: ['alive', 'deleted'] } }, 'no'],
    ['takes no change whose filter asks a record that is not named', on({ after: { field: 'account.name', op: 'is', value: 'X' } }), moved, 'no'],
    ['knows a person by @me', on({ after: { field: 'ownerId', op: 'is', value: '@me' }, fields: ['name'] }), named, 'yes'],
  ])('%s', (_name, trigger, change, expected) => {
    expect(answer(trigger, change)).toBe(expected);
  }); // prettier-ignore

  it('leaves it open where a record decides that the caller does not hold', () => {
    const trigger = on({ after: { field: 'account.name', op: 'is', value: 'X' }, fields: ['account'] });
    const read = startConditions({ catalogue: installedCatalogue, ...asking }, deal, { trigger });
    if (!read.ok) throw new Error(read.message);
    const linked = { ...record, fields: { ...record.fields, account: asking.userId } };
    const change: StartingChange = { kind: 'changed', changed: { account: [null, asking.userId] } };
    expect(startsRun({ asking }, { trigger, ...read.value }, { ...change, record: linked })).toBe('unknown');
  });

  it.each<readonly [string, ChangeTrigger['after'], StartingChange['changed'], boolean]>([
    ['rules a change out by its new values alone', isWon, { stage: ['won', 'proposal'] }, true],
    ['leaves a change that passes to the record', isWon, { stage: ['proposal', 'won'] }, false],
    ['knows nothing of values that did not change', isWon, { name: ['House', 'Villa'] }, false],
    ['nor through their opposite', { not: isWon }, { name: ['House', 'Villa'] }, false],
    ['rules out by one part of several', { and: [isWon, { field: 'name', op: 'is', value: 'House' }] }, { name: ['House', 'Villa'] }, true],
    ['does not rule out by one of two ways', { or: [isWon, { field: 'name', op: 'is', value: 'House' }] }, { name: ['House', 'Villa'] }, false],
    ['does not ask referenced records', { field: 'account.name', op: 'is', value: 'X' }, { account: [null, asking.userId], name: ['A', 'B'] }, false],
  ])('%s', (_name, after, changed, expected) => {
    const read = startConditions({ catalogue: installedCatalogue, ...asking }, deal, { trigger: on(after === undefined ? {} : { after }) });
    if (!read.ok) throw new Error(read.message);
    expect(isRuledOut({ asking }, read.value.after, { id: record.id, entity: 'crm/deal', changed })).toBe(expected);
  }); // prettier-ignore

  it('rolls a record back over several changes, the newest first', () => {
    const back = recordBefore(record, [{ stage: ['proposal', 'negotiation'] }, { stage: ['negotiation', 'won'], source: [null, 'Call'] }]); // prettier-ignore
    expect(back.fields).toEqual({ name: 'Villa', stage: 'proposal' });
  });
});
