import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp, type GivenReplica } from '../testing/render-app.tsx';

// The person is in UTC, the window in en-GB; it is Friday 20 November 2026, 9:00.
installDomLayout();
const task = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000e01',
  entity: 'crm/task',
  fields: { subject: 'Send contract', dueAt: '2026-11-20T10:15:00.000Z', done: false },
});
const call = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000e02',
  entity: 'crm/activity',
  fields: { subject: 'Terms', kind: 'meeting', happensAt: '2026-11-20T14:00:00.000Z', lasts: 3_600 },
});

/** Draws a list as a calendar, and records its questions. */
async function draw(at: string, given: GivenReplica = {}) {
  const asked: CallInput<'records.list'>[] = [];
  const reports: CallInput<'records.report'>[] = [];
  const rows = given.rows ?? [task, call];
  const app = await renderApp({
    rows,
    at,
    ...given,
    handlers: {
      'records.list': (input) => {
        if (!input.entity.startsWith('platform/')) asked.push(input); // the bar asks for saved views, the frame for read notifications
        return Promise.resolve(accept({ rows: rows.filter(({ entity }) => entity === input.entity).slice(0, input.limit), refs: {}, next: null })); // prettier-ignore
      },
      'records.report': (input) => {
        reports.push(input);
        return Promise.resolve(accept({ rows: [{ groups: ['2026-11-20'], measures: { count: 10_000 } }], refs: {} }));
      },
      ...given.handlers,
    },
  });
  const calendar = await screen.findByRole('application');
  act(() => calendar.focus());
  const press = (...keys: readonly string[]) => {
    for (const key of keys)
      fireEvent.keyDown(calendar, key.startsWith('+') ? { key: key.slice(1), shiftKey: true } : { key });
  };
  return { ...app, asked, reports, calendar, press };
}

describe('a list as a calendar', () => {
  it('[T-19] reads the shown days with one question, by the schedule that the kind declares', async () => {
    const { asked, reports } = await draw('/list/crm/task?kind=calendar&view=mine&day=2026-11-20');
    expect(await screen.findByRole('article', { name: 'Send contract, Task, Fri 20 Nov, 10:15' })).toBeDefined();
    expect(asked).toEqual([
      {
        entity: 'crm/task',
        life: 'alive',
        limit: 1_000,
        sort: [{ field: 'dueAt', direction: 'asc' }],
        where: {
          and: [
            { field: 'ownerId', op: 'is', value: '@me' },
            {
              and: [
                { field: 'dueAt', op: 'gte', value: '2026-11-16T00:00:00.000Z' },
                { field: 'dueAt', op: 'lt', value: '2026-11-23T00:00:00.000Z' },
              ],
            },
          ],
        },
      },
    ]);
    expect(reports).toEqual([]);
  });

  it('asks once more for each week that is shown, and for nothing else', async () => {
    const { asked, router } = await draw('/list/crm/activity?kind=calendar');
    await screen.findByRole('article', { name: /^Terms/ });
    expect(asked).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Next week' }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ day: '2026-11-27' }));
    await waitFor(() => expect(asked).toHaveLength(2));
    fireEvent.click(screen.getByRole('button', { name: /^Today/ }));
    await screen.findByRole('article', { name: /^Terms/ });
    expect(asked.filter(({ entity }) => entity === 'crm/activity').length).toBeLessThanOrEqual(3);
  });

  it('draws a month of 10,000 records from one page and their counts by day', async () => {
    const many = Array.from({ length: 1_000 }, (_, place) =>
      givenShownRecord({ ...task, id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}` }),
    );
    const started = performance.now();
    const { asked, reports } = await draw('/list/crm/task?kind=calendar&span=month', { rows: many });
    expect(await screen.findByRole('button', { name: '+9,997 more on Friday, 20 November 2026' })).toBeDefined();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(screen.getAllByRole('article')).toHaveLength(3);
    expect(asked).toHaveLength(1);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ groupBy: [{ field: 'dueAt', bucket: 'day' }] });
    expect(screen.getByText(/^Shows the first 1,000 of 10,000 tasks of these days/)).toBeDefined();
  });

  it('makes one act of a move by keys, with undo', async () => {
    const { performed, press } = await draw('/list/crm/task?kind=calendar');
    await screen.findByRole('article', { name: /^Send contract/ });
    press('j', 'p', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'Enter');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Moved Send contract to Thu 19 Nov, 10:45',
      edits: [{ entity: 'crm/task', id: task.id, fields: { dueAt: '2026-11-19T10:45:00.000Z' } }],
    });
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
  });

  it('makes one act of a move by keys into a week whose records are other ones', async () => {
    const thisWeek = '2026-11-23T00:00:00.000Z';
    const { performed, press, router } = await draw('/list/crm/task?kind=calendar', {
      handlers: {
        'records.list': (input) => {
          const isThisWeek = JSON.stringify(input.where ?? '').includes(`"lt","value":"${thisWeek}"`);
          const rows = input.entity === 'crm/task' && isThisWeek ? [task] : [];
          return Promise.resolve(accept({ rows, refs: {}, next: null }));
        },
      },
    });
    await screen.findByRole('article', { name: /^Send contract/ });
    press('j', 'p', ...Array.from({ length: 7 }, () => 'ArrowRight'));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ day: '2026-11-27' }));
    await screen.findByRole('article', { name: 'Send contract, Task, Fri 27 Nov, 10:15' });
    await act(() => new Promise((resolve) => setTimeout(resolve, 50))); // the next week's records are read
    press('Enter');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Moved Send contract to Fri 27 Nov, 10:15',
      edits: [{ entity: 'crm/task', id: task.id, fields: { dueAt: '2026-11-27T10:15:00.000Z' } }],
    });
  });

  it('makes one act of a changed length', async () => {
    const { performed, press } = await draw('/list/crm/activity?kind=calendar');
    await screen.findByRole('article', { name: /^Terms/ });
    press('j', 'p', '+ArrowDown', 'Enter');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: expect.stringMatching(/^Changed the length of Terms to 1\sh 15\smin$/) as unknown,
      edits: [{ entity: 'crm/activity', id: call.id, fields: { lasts: 4_500 } }],
    });
  });

  it('[A-2] says why a record cannot be moved, and makes no act', async () => {
    const member = givenSession({ memberships: [{ role: 'member', teamId: null, grants: ['*:read@org', 'crm/task:update@own'], portal: false }] }); // prettier-ignore
    const { performed, press } = await draw('/list/crm/task?kind=calendar', {
      session: member,
      rows: [givenShownRecord({ ...task, ownerId: dana })],
    });
    await screen.findByRole('article', { name: /^Send contract/ });
    press('j', 'p');
    expect((await screen.findByRole('note')).textContent).toContain("This task isn't yours.");
    press('ArrowDown');
    expect(performed).toEqual([]);
  });

  it('adds a record at the slot, with its time filled in', async () => {
    const { performed, press } = await draw('/list/crm/task?kind=calendar');
    await screen.findByRole('article', { name: /^Send contract/ });
    press('ArrowDown', 'Enter');
    const dialog = await screen.findByRole('dialog', { name: 'New task' });
    const name = await within(dialog).findByLabelText('Task');
    fireEvent.change(name, { target: { value: 'Call back' } });
    fireEvent.blur(name);
    fireEvent.click(within(dialog).getByText('Add the task'));
    await waitFor(() => expect(performed.length).toBeGreaterThan(0));
    expect(performed[0]?.edits[0]).toMatchObject({
      create: { fields: { subject: 'Call back', dueAt: '2026-11-20T09:30:00.000Z' } },
    });
  });

  it('opens a record next to itself', async () => {
    const { router, press } = await draw('/list/crm/task?kind=calendar');
    await screen.findByRole('article', { name: /^Send contract/ });
    press('j', 'Enter');
    await waitFor(() => expect(router.state.location.search).toMatchObject({ open: task.id }));
  });

  it('shows the list’s own explanation if there are no records at all', async () => {
    await renderApp({ rows: [], at: '/list/crm/task?kind=calendar' });
    expect(await screen.findByText('No tasks yet')).toBeDefined();
  });
});
