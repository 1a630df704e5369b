import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { renderApp } from '../../../testing/render-app.tsx';
import { visitEntries } from './visit-entries.ts';

installDomLayout();
const lead = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000e01', entity: 'crm/lead', fields: { name: 'Cleo', status: 'new' } }); // prettier-ignore
const page = (path: string, day: number, more: object = {}) => ({ host: 'www.example.com', path, title: '', count: 1, firstAt: `2026-11-${day}T10:00:00.000Z`, lastAt: `2026-11-${day}T10:00:00.000Z`, ...more }); // prettier-ignore
const activity = (id: string, fields: object) => givenShownRecord({ id: `0190b1f2-7c00-7000-8000-00000000ca${id}`, entity: 'crm/activity', fields: { about: `crm/lead:${lead.id}`, ...fields } }); // prettier-ignore
const titles = (visits: readonly object[] | undefined) =>
  visitEntries(activity('11', { kind: 'email', ...(visits ? { visits } : {}) }), { me: '', nameOf: () => '', textOf: () => '20 Nov' }).map(({ at, ...entry }) => [at.slice(8, 10), 'title' in entry ? entry.title : '', 'note' in entry ? entry.note : '']); // prettier-ignore

describe('[MSG-83] visits in a timeline', () => {
  it('stand at their own times, between the other entries', async () => {
    const mail = activity('12', { kind: 'email', subject: 'Prices', happensAt: '2026-11-10T10:00:00.000Z', visits: [page('/pricing', 14, { title: 'Prices' }), page('/about', 18)] }); // prettier-ignore
    const call = activity('13', { kind: 'call', subject: 'Back', happensAt: '2026-11-16T10:00:00.000Z' });
    const entries = [call, mail].map((record) => ({ kind: 'record' as const, at: textIn(record.fields['happensAt']), parent: lead.id, record })); // prettier-ignore
    await renderApp({
      rows: [lead],
      at: `/record/${lead.id}`,
      handlers: { 'records.timeline': () => Promise.resolve(accept({ entries, refs: {}, names: {}, more: false, filled: ['crm/activity'], related: { count: 0, isAll: true } })) }, // prettier-ignore
    });
    const shown = await Promise.all([/^Visited \/about on www\.example\.com$/, /logged a call: Back/, /^Visited \/pricing on www\.example\.com$/, /logged an e-mail: Prices/].map((text) => screen.findByText(text))); // prettier-ignore
    for (const [place, one] of shown.slice(1).entries())
      expect(shown[place]?.compareDocumentPosition(one)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(screen.getByText('“Prices”. By a link of the e-mail.')).toBeDefined();
  });

  it('say how often a page was seen, and name five pages and the number of the others', () => {
    expect(titles([page('/a', 11), page('/b', 12, { count: 2 }), page('/c', 13, { count: 3, title: 'C' })])).toEqual([
      ['13', 'Visited /c on www.example.com 3 times', '“C”. By a link of the e-mail, first 20 Nov.'],
      ['12', 'Visited /b on www.example.com twice', 'By a link of the e-mail, first 20 Nov.'],
      ['11', 'Visited /a on www.example.com', 'By a link of the e-mail.'],
    ]);
    expect(titles([11, 12, 13, 14, 15, 16, 17].map((day) => page(`/${day}`, day))).at(-1)).toEqual(['12', 'Visited 2 more pages', 'By a link of the e-mail.']); // prettier-ignore
  });

  it('are not shown where there are none, or a newer server has written them', () => {
    expect([titles(undefined), titles([]), titles([{ ...page('/a', 11), more: 1 }])]).toEqual([[], [], []]);
  });
});
