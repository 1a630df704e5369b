import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const idOf = (number: number) => `0190b1f2-7c00-7000-8000-000000000e0${number}`;
const task = (number: number, subject: string, fields: ShownRecord['fields'] = {}) =>
  givenShownRecord({ id: idOf(number), entity: 'crm/task', fields: { subject, ...fields } });
const parent = task(0, 'Move the office');
const about = `crm/task:${parent.id}`;

/** Answers lists of tasks by what a task is about, and whether it is done, as the replica does. */
const listing = (rows: readonly ShownRecord[]): Partial<BridgeHandlers> => ({
  'records.list': ({ entity, where, limit }) => {
    const asked = JSON.stringify(where ?? {});
    const found = rows
      .filter((row) => row.entity === entity && asked.includes(JSON.stringify(row.fields['about'] ?? 'none')))
      .filter((row) => !asked.includes('"done"') || row.fields['done'] !== true);
    return Promise.resolve(accept({ rows: found.slice(0, limit), refs: {}, next: null }));
  },
});
const givenPage = async (subtasks: readonly ShownRecord[]) => {
  const rows = [parent, ...subtasks];
  const shown = await renderApp({ rows, at: `/record/${parent.id}`, handlers: listing(rows) });
  return { ...shown, page: within(await screen.findByRole('complementary', { name: 'Move the office' })) };
};

describe('the subtasks of a task', () => {
  it('are made from its page, about it', async () => {
    const { performed, page } = await givenPage([]);
    await page.findByRole('heading', { name: /^Subtasks/ });
    fireEvent.click(page.getByRole('button', { name: 'New subtask' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a task' }));
    const subject = await dialog.findByLabelText(/^Task/);
    fireEvent.change(subject, { target: { value: 'Order boxes' } });
    fireEvent.blur(subject);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the task/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      edits: [{ entity: 'crm/task', create: { fields: { subject: 'Order boxes', about } } }],
    });
  });

  it('are shown with their state, and finished by their box', async () => {
    const { performed, page } = await givenPage([
      task(1, 'Order boxes', { about }),
      task(2, 'Hire a van', { about, done: true }),
    ]);
    expect((await page.findByRole('heading', { name: /^Subtasks/ })).textContent).toContain('1 of 2 done');
    expect(page.getByRole<HTMLInputElement>('checkbox', { name: 'Done: Hire a van' }).checked).toBe(true);
    fireEvent.click(page.getByRole('checkbox', { name: 'Done: Order boxes' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ id: idOf(1), fields: { done: true } }] }]));
    expect(await screen.findByText('Finished Order boxes')).toBeDefined(); // nothing is open below it
  });

  it('are named when their task is finished while they are open', async () => {
    const { performed, page } = await givenPage([
      ...['Order boxes', 'Tell the bank', 'Clean', 'Return the keys'].map((subject, place) => task(place + 1, subject, { about })), // prettier-ignore
      task(5, 'Hire a van', { about, done: true }),
    ]);
    fireEvent.click(await page.findByRole('checkbox', { name: 'Done' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ id: parent.id, fields: { done: true } }] }]));
    expect(await screen.findByText(/Still open: Order boxes, Tell the bank, Clean and more$/)).toBeDefined();
  });
});
