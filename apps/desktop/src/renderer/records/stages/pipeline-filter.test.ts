import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { inOnePipeline, pipelineAsked, withPipeline } from './pipeline-filter.ts';

const added = (value: string, label: string, more = {}) => ({
  fields: { forEntity: 'crm/deal', value, label, ...more },
  isRemoved: false,
});
const { catalogue } = withDefinitions(installedCatalogue, {
  packs: [],
  entities: [],
  retiredEntities: [],
  fields: [],
  pipelines: [added('renewals', 'Renewals'), added('old', 'Old', { retired: true, place: -1 })],
});
const deal = entityOf(catalogue, 'crm/deal');
const plain = entityOf(installedCatalogue, 'crm/deal');
const is = (value: string): Filter => ({ field: 'pipeline', op: 'is', value });
const mine: Filter = { field: 'ownerId', op: 'is', value: '@me' };

describe('[PLT-16] the pipeline in a filter', () => {
  it('is the only one that passes all tests that hold for every record', () => {
    expect(pipelineAsked(deal, { and: [mine, { and: [is('renewals')] }] })).toBe('renewals');
    expect(pipelineAsked(deal, { field: 'pipeline', op: 'none-of', value: ['old', 'main'] })).toBe('renewals');
    expect(pipelineAsked(deal, { or: [is('renewals'), mine] })).toBeUndefined();
    expect(pipelineAsked(deal, mine)).toBeUndefined();
    expect(pipelineAsked(plain, undefined)).toBeUndefined();
  });

  it('is added for a board that names none: the first in use of those that are left', () => {
    expect(inOnePipeline(deal, mine)).toEqual({ and: [mine, is('main')] });
    expect(inOnePipeline(deal, undefined)).toEqual(is('main'));
    expect(inOnePipeline(deal, { field: 'pipeline', op: 'is-not', value: 'main' })).toMatchObject({ and: [{}, is('renewals')] });
    expect(inOnePipeline(deal, is('old'))).toEqual(is('old'));
    expect(inOnePipeline(plain, mine)).toBe(mine);
  }); // prettier-ignore

  it('is replaced, and the rest of the filter stays', () => {
    expect(withPipeline(deal, { and: [mine, is('main')] }, 'renewals')).toEqual({ and: [mine, is('renewals')] });
    expect(withPipeline(deal, is('main'), 'renewals')).toEqual(is('renewals'));
    const either: Filter = { or: [is('main'), mine] };
    expect(withPipeline(deal, either, 'renewals')).toEqual({ and: [either, is('renewals')] });
  });
});
