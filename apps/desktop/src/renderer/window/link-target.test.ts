import { expect, it } from 'vitest';
import { linkTargetAt } from './link-target.ts';

const id = '0190b1f2-7c00-7000-8000-0000000000aa';
it.each([
  ['/record/' + id, {}, { kind: 'record', id }],
  ['/record/' + id, { asOf: '2026-11-02T18:00:00.000Z' }, { kind: 'record', id, asOf: '2026-11-02T18:00:00.000Z' }],
  ['/record/' + id, { asOf: 'yesterday' }, { kind: 'record', id }],
  ['/list/crm/deal', { open: id, view: 'mine' }, { kind: 'record', id }],
  ['/list/crm/deal', { view: 'mine' }, { kind: 'list', entity: 'crm/deal', view: 'mine' }],
  ['/list/crm/deal', {}, { kind: 'list', entity: 'crm/deal', view: undefined }],
  ['/', {}, undefined],
  ['/settings/people', {}, undefined],
  ['/record/nothing', {}, undefined],
] as const)('a link to %s with %o opens %o', (pathname, search, target) => {
  expect(linkTargetAt({ pathname, search })).toEqual(target);
});
