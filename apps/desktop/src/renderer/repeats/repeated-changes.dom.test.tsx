import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

// The person is in UTC; it is Friday 20 November 2026, 9:00.
installDomLayout();
const repeat = 'FREQ=WEEKLY;BYDAY=FR';
const task = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000e01',
  entity: 'crm/task',
  fields: { subject: 'Call the site', dueAt: '2026-11-20T10:15:00.000Z', repeat, done: false },
});

/** Moves the task to Thursday 10:45 by the keys of the calendar. */
async function moveByKeys(fields: Readonly<Record<string, string | boolean | null>> = {}) {
  const rows = [givenShownRecord({ ...task, fields: { ...task.fields, ...fields } })];
  const app = await renderApp({ rows, at: '/list/crm/task?kind=calendar' });
  const calendar = await screen.findByRole('application');
  act(() => calendar.focus());
  await screen.findByRole('article', { name: /^Call the site/ });
  for (const key of ['j', 'p', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'Enter']) fireEvent.keyDown(calendar, { key });
  return app;
}
const moved = { dueAt: '2026-11-19T10:45:00.000Z' };

describe('[T-19] a repeated record that gets another time', () => {
  it('is changed with the following ones: the next one is made from it when it is done', async () => {
    const { performed } = await moveByKeys();
    fireEvent.click(await screen.findByRole('button', { name: 'This and the following ones' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'crm/task', id: task.id, fields: moved }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is changed alone: it leaves the series, whose next one is made in the same act at its own time', async () => {
    const { performed } = await moveByKeys();
    fireEvent.click(await screen.findByRole('button', { name: 'Only this one' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.label).toBe('Moved Call the site to Thu 19 Nov, 10:45 (only this one)');
    expect(performed[0]?.edits).toMatchObject([
      { entity: 'crm/task', id: task.id, fields: { ...moved, repeat: null } },
      {
        entity: 'crm/task',
        create: { fields: { subject: 'Call the site', dueAt: '2026-11-27T10:15:00.000Z', repeat } },
      },
    ]);
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
  });

  it('stays as it is if the person leaves the question by Esc', async () => {
    const { performed } = await moveByKeys();
    fireEvent.keyDown(await screen.findByRole('dialog'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(performed).toEqual([]);
  });

  it('asks nothing if the record does not repeat', async () => {
    const once = await moveByKeys({ repeat: null });
    await waitFor(() => expect(once.performed).toHaveLength(1));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('makes no next one after the last of a series', async () => {
    const { performed } = await moveByKeys({ repeat: 'FREQ=WEEKLY;BYDAY=FR;COUNT=1' });
    fireEvent.click(await screen.findByRole('button', { name: 'Only this one' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toHaveLength(1);
  });
});

describe('the menu of a repeated record', () => {
  it('takes it out of its series', async () => {
    const { performed } = await renderApp({ rows: [task], at: `/record/${task.id}` });
    fireEvent.click(await screen.findByRole('button', { name: /^More/ }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Take it out of its series' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([
      { id: task.id, fields: { repeat: null } },
      { create: { fields: { dueAt: '2026-11-27T10:15:00.000Z', repeat } } },
    ]);
  });
});

describe('[T-19] one of a series of meetings', () => {
  const rule = 'FREQ=WEEKLY;UNTIL=20261204';
  const meeting = (place: number, happensAt: string) =>
    givenShownRecord({
      id: `0190b1f2-7c00-7000-8000-000000000f0${place}`,
      entity: 'crm/activity',
      fields: { kind: 'meeting', subject: 'Weekly', happensAt, repeat: rule, series: 's1' },
    });
  const rows = [meeting(1, '2026-11-20T10:15:00.000Z'), meeting(2, '2026-11-27T10:15:00.000Z'), meeting(3, '2026-12-04T10:15:00.000Z')]; // prettier-ignore
  const open = async (place = 1) => {
    const app = await renderApp({ rows, at: `/record/${rows[place]?.id ?? ''}` });
    fireEvent.click(await screen.findByRole('button', { name: /^More/ }));
    return app;
  };

  it.each([
    ['Only this one', [2]],
    ['This and the following ones', [2, 3]],
    ['All of them', [2, 1, 3]],
  ])('is deleted: %s', async (label, places) => {
    const { performed } = await open();
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete activity' }));
    fireEvent.click(await screen.findByRole('button', { name: label }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual(
      places.map((place) => ({ entity: 'crm/activity', id: rows[place - 1]?.id, fields: { life: 'deleted' } })),
    );
  });

  it('leaves its series by its menu', async () => {
    const { performed } = await open();
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Take it out of its series' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'crm/activity', id: rows[1]?.id, fields: { repeat: null, series: null } },
    ]);
  });
});
