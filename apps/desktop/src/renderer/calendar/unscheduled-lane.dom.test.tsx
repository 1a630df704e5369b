import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, ShownRecord } from '../../bridge/contract.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp, type GivenReplica } from '../testing/render-app.tsx';

// The person is in UTC, the window in en-GB; it is Friday 20 November 2026, 9:00.
installDomLayout();
const id = (place: number) => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;
const task = (place: number, fields: ShownRecord['fields']) =>
  givenShownRecord({ id: id(place), entity: 'crm/task', fields: { done: false, ...fields } });
const photos = task(1, { subject: 'Site photos' });
const contract = task(2, { subject: 'Send contract', dueAt: '2026-11-20T10:15:00.000Z' });
const scope = task(3, { subject: 'Call about scope', dueAt: '2026-11-11T15:00:00.000Z' });
const walk = givenShownRecord({
  id: id(4),
  entity: 'crm/activity',
  fields: { subject: 'Walk the site', kind: 'meeting', lasts: 2_700 },
});
type Listed = CallInput<'records.list'>;
/** Returns the part of a calendar that asks: the days by a range of times, the lane for empty or earlier times. */
function partOf({ where }: Listed): 'days' | 'without-time' | 'late' | 'other' {
  const text = JSON.stringify(where ?? '');
  if (text.includes('"op":"is-empty"')) return 'without-time';
  if (text.includes('"op":"gte"')) return 'days';
  return text.includes('"op":"lt"') ? 'late' : 'other';
}
const timeOf = ({ fields }: ShownRecord) => fields['dueAt'] ?? fields['happensAt'];

/** Draws a page with a calendar, and records the questions of its lane. */
async function draw(given: GivenReplica & { readonly most?: number } = {}) {
  const { rows = [photos, contract, scope, walk], most, handlers, ...rest } = given;
  const asked: Listed[] = [];
  const today = '2026-11-20T00:00:00.000Z';
  const app = await renderApp({
    at: '/calendar',
    rows,
    ...rest,
    handlers: {
      'records.list': (input) => {
        const part = partOf(input);
        if (part === 'without-time' || part === 'late') asked.push(input);
        const found = rows.filter((row) => {
          const at = timeOf(row);
          if (row.entity !== input.entity) return false;
          if (part === 'without-time') return typeof at !== 'string';
          if (part === 'late') return typeof at === 'string' && at < today;
          return part === 'other' || (typeof at === 'string' && at >= today);
        });
        const shown = found.slice(0, Math.min(input.limit ?? 50, most ?? 50));
        return Promise.resolve(accept({ rows: shown, refs: {}, next: shown.length < found.length ? 'more' : null }));
      },
      ...handlers,
    },
  });
  const lane = await screen.findByRole('region', { name: /^Unscheduled/ });
  const calendar = await screen.findByRole('application', { name: /^(Calendar|Tasks)/ });
  const press = (...keys: readonly string[]) => {
    for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, { key });
  };
  const row = (name: RegExp) => within(lane).findByRole('button', { name });
  return { ...app, asked, lane, calendar, press, row };
}

describe('[T-19] the lane of unscheduled records', () => {
  it('lists the records without a time of every kind with a schedule, and the late ones of kinds that can be done', async () => {
    const { asked, lane, row } = await draw();
    expect(await row(/^Site photos, ?Task, unscheduled/)).toBeDefined();
    expect(await row(/^Walk the site, ?Activity, unscheduled/)).toBeDefined();
    expect(await row(/^Call about scope, ?Task, Wed 11 Nov, 15:00, late,/)).toBeDefined();
    expect(within(lane).queryByRole('button', { name: /^Send contract/ })).toBeNull();
    expect(within(lane).getByText(/^2, about 45\smin$/)).toBeDefined();
    expect(new Set(asked.map((input) => `${input.entity} ${partOf(input)}`))).toEqual(
      new Set(['crm/activity without-time', 'crm/task late', 'crm/task without-time']),
    );
    expect(asked).toHaveLength(3);
    const text = JSON.stringify(asked);
    expect(text).toContain('{"field":"dueAt","op":"is-empty"}');
    expect(text).toContain('{"field":"dueAt","op":"lt","value":"2026-11-20T00:00:00.000Z"}');
    expect(text.match(/"field":"done","op":"is-not","value":true/g)).toHaveLength(2);
    expect(text.match(/"field":"ownerId","op":"is","value":"@me"/g)).toHaveLength(3);
  });

  it('plans a record by keys with one act, which one undo reverts', async () => {
    const { performed, press, row } = await draw();
    const photosRow = await row(/^Site photos/);
    act(() => photosRow.focus());
    press('p', 'ArrowDown', 'Enter');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toEqual(
      expect.objectContaining({
        label: 'Planned Site photos for Fri 20 Nov, 9:15',
        edits: [{ entity: 'crm/task', id: photos.id, fields: { dueAt: '2026-11-20T09:15:00.000Z' } }],
      }),
    );
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
  });

  it('keeps the known length of a record, and writes a changed one with the time', async () => {
    const { performed, press, row, calendar } = await draw();
    const walkRow = await row(/^Walk the site/);
    act(() => walkRow.focus());
    press('p', 'Enter');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'crm/activity', id: walk.id, fields: { happensAt: '2026-11-20T09:00:00.000Z' } }]); // prettier-ignore
    const again = await row(/^Walk the site/); // the given rows do not change, so that it is in the lane again
    act(() => again.focus());
    press('p');
    fireEvent.keyDown(calendar, { key: 'ArrowDown', shiftKey: true });
    press('Enter');
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]?.edits[0]).toMatchObject({ fields: { happensAt: '2026-11-20T09:00:00.000Z', lasts: 3_600 } });
  });

  it('removes the time of a picked-up record with Delete, by one act', async () => {
    const { performed, press, calendar } = await draw();
    await screen.findByRole('article', { name: /^Send contract/ });
    act(() => calendar.focus());
    press('j', 'p', 'Delete');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Removed the time of Send contract',
      edits: [{ entity: 'crm/task', id: contract.id, fields: { dueAt: null } }],
    });
  });

  it('moves a late record with one act', async () => {
    const { performed, press, row } = await draw();
    const scopeRow = await row(/^Call about scope/);
    act(() => scopeRow.focus());
    press('p', 'ArrowRight', 'Enter');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Moved Call about scope to Sat 21 Nov, 9:00',
      edits: [{ id: scope.id, fields: { dueAt: '2026-11-21T09:00:00.000Z' } }],
    });
  });

  it('[A-2] says why a record cannot be planned, and makes no act', async () => {
    const member = givenSession({ memberships: [{ role: 'member', teamId: null, grants: ['*:read@org', 'crm/task:update@own'], portal: false }] }); // prettier-ignore
    const { performed, press, row } = await draw({ session: member, rows: [{ ...photos, ownerId: dana }] });
    const photosRow = await row(/^Site photos/);
    act(() => photosRow.focus());
    press('p', 'Enter');
    expect((await screen.findByRole('note')).textContent).toContain("This task isn't yours.");
    expect(performed).toEqual([]);
  });

  it('counts all records where it lists only some, and reads more on request', async () => {
    const many = Array.from({ length: 120 }, (_, place) => task(place, { subject: `Task ${place}` }));
    const { asked, lane } = await draw({
      rows: many,
      most: 1_000,
      handlers: {
        'records.summary': () => Promise.resolve(accept({ groups: [{ value: null, count: 120, sums: {} }], refs: {} })),
      },
    });
    await within(lane).findByRole('button', { name: /^Task 49,/ });
    expect(await within(lane).findAllByText('120')).toHaveLength(2); // the head of the lane and of its section
    expect(within(lane).queryByRole('button', { name: /^Task 50,/ })).toBeNull();
    fireEvent.click(within(lane).getByRole('button', { name: 'Show more' }));
    expect(await within(lane).findByRole('button', { name: /^Task 99,/ })).toBeDefined();
    expect(asked.at(-1)?.limit).toBe(100);
  });

  it('opens a record of the lane beside the calendar', async () => {
    const { router, row } = await draw();
    fireEvent.click(await row(/^Site photos/));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ open: photos.id }));
  });

  it('stays folded on this device once a person has folded it', async () => {
    const { lane, local } = await draw();
    fireEvent.click(within(lane).getByRole('button', { name: 'Fold this lane' }));
    await waitFor(() => expect(local.get('calendar/lane')).toBe(false));
    expect(await screen.findByTitle('Show the unscheduled records')).toBeDefined();
  });

  it('is folded in the calendar of a list, and asks nothing until it is opened', async () => {
    const { asked, lane } = await draw({ at: '/list/crm/task?kind=calendar' });
    await screen.findByRole('article', { name: /^Send contract/ });
    expect(asked).toEqual([]);
    fireEvent.click(within(lane).getByTitle('Show the unscheduled tasks'));
    const opened = within(await screen.findByRole('region', { name: 'Unscheduled tasks' }));
    expect(await opened.findByRole('button', { name: /^Site photos/ })).toBeDefined();
  });
});
