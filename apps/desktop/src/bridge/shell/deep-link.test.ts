import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DeepLink, deepLink, isMeantAsDeepLink, readDeepLink } from './deep-link.ts';

const organisation = '0190b1f2-7c00-7000-8000-000000000001';
const id = '0190b1f2-7c00-7000-8000-0000000000aa';
const links: readonly DeepLink[] = [
  { organisation, target: { kind: 'record', id } },
  { organisation, target: { kind: 'record', id, asOf: '2026-11-02T18:00:00.000Z' } },
  { organisation, target: { kind: 'list', entity: 'crm/deal', view: undefined } },
  { organisation, target: { kind: 'list', entity: 'crm/deal', view: 'closing' } },
  { organisation, target: { kind: 'list', entity: 'own/service-visit', view: id } },
  { organisation, target: { kind: 'devices', person: id } },
];

it.each(links)('[E-2] reads a link that it wrote: %o', (link) => {
  expect(readDeepLink(deepLink(link))).toEqual(link);
});

it('[E-2] a deep link is read as systems pass it on: with another case of its scheme, or a slash at its end', () => {
  expect(readDeepLink(`OUTPOST://Open/${organisation}/record/${id}/`)).toEqual(links[0]);
});

const record = `outpost://open/${organisation}/record/${id}`;
it.each([
  ['an empty text', ''],
  ['an unknown host', record.replace('open', 'app')],
  ['no host', `outpost:${organisation}/record/${id}`],
  ['another scheme', record.replace('outpost', 'https')],
  ['a name in front of the host', record.replace('open', 'open@evil.example')],
  ['traversal', `outpost://open/${organisation}/record/../../settings/people`],
  ['encoded traversal', `outpost://open/${organisation}/record/%2e%2e%2f${id}`],
  ['a page of settings', `outpost://open/${organisation}/settings/people`],
  ['an act', `outpost://open/${organisation}/delete/${id}`],
  ['an act on the devices of a person', `outpost://open/${organisation}/devices/${id}/wipe`],
  ['the devices of nobody', `outpost://open/${organisation}/devices`],
  ['hyphens in place of a person', `outpost://open/${organisation}/devices/${'-'.repeat(36)}`],
  ['a further path', `${record}/edit`],
  ['a fragment', `${record}#/settings`],
  ['a further parameter', `${record}?act=delete`],
  ['a day that does not exist', `${record}?asOf=2026-02-30T18:00:00.000Z`],
  ['a time without a zone', `${record}?asOf=2026-11-02T18:00:00.0000`],
  ['a filter', `outpost://open/${organisation}/list/crm/deal?where={}`],
  ['two parameters', `outpost://open/${organisation}/list/crm/deal?view=a&view=b`],
  ['a script', 'outpost://open/javascript:alert(1)'],
  ['markup', `outpost://open/${organisation}/list/crm/deal?view=<img src=x>`],
  ['an argument of the command line', `${record} --no-sandbox`],
  ['two lines', `${record}\n${record}`],
  ['no id', `outpost://open/${organisation}/record/1`],
  ['hyphens in place of an id', `outpost://open/${'-'.repeat(36)}/record/${id}`],
  ['an id in capitals', record.toUpperCase()],
  ['a huge text', `${record}${'/'.repeat(1_000_000)}`],
  ['a huge list', `outpost://open/${organisation}/list/${'a'.repeat(5_000)}/b`],
])('[E-2] a deep link is refused: %s', (_name, text) => {
  expect(readDeepLink(text)).toBeUndefined();
});

it('[E-2] accepts only links that it would write itself', () => {
  const piece = fc.constantFrom('outpost://open/', organisation, id, '/record/', '/list/', '/devices/', 'crm/deal', '?view=', '?asOf=', '2026-11-02T18:00:00.000Z', '..', '#', '/', '%2f'); // prettier-ignore
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      const link = readDeepLink(text);
      if (link) expect(deepLink(link)).toBe(text.replace(/\/(?=\?|$)/, ''));
    }),
    { numRuns: 5_000 },
  );
});

it('deep links are distinguished from other arguments', () => {
  expect(['outpost://x', 'OUTPOST:y', '--outpost:', '/usr/bin/outpost'].map(isMeantAsDeepLink)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
