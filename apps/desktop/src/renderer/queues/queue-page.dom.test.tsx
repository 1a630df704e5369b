import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

// The person is in UTC; it is Friday 20 November 2026, 9:00.
installDomLayout();
const idOf = (place: number) => `0190b1f2-7c00-7000-8000-000000000e0${place}`;
const tasks = ['Send contract', 'Call the site', 'Order motors'].map((subject, place) =>
  givenShownRecord({
    id: idOf(place),
    entity: 'crm/task',
    ownerId: me,
    fields: { subject, dueAt: '2026-11-19T10:15:00.000Z', done: false },
  }),
);

/** Draws the app with these tasks; `isOpen` says which ones are still to be done. */
async function draw(at: string, isOpen: (id: string) => boolean = () => true, kept?: Record<string, unknown>) {
  const asked: CallInput<'records.list'>[] = [];
  const local = new Map<string, unknown>(kept ? [['queue', kept]] : []);
  const app = await renderApp({
    rows: tasks,
    at,
    handlers: {
      'local.get': ({ key }) => Promise.resolve(accept({ value: (local.get(key) ?? null) as null })),
      'local.set': ({ key, value }) => {
        local.set(key, value);
        return Promise.resolve(accept(null));
      },
      'records.list': (input) => {
        if (input.entity === 'crm/task') asked.push(input);
        const rows = input.entity === 'crm/task' ? tasks.filter(({ id }) => isOpen(id)) : [];
        return Promise.resolve(accept({ rows, refs: {}, next: null }));
      },
    },
  });
  return { ...app, asked, local };
}
const queue = { entity: 'crm/task', ids: tasks.map(({ id }) => id), handled: {} };
const press = (key: string) => fireEvent.keyDown(document.body, { key });
const at = async (progress: string, title: string) => {
  await screen.findByText(progress);
  await screen.findByRole('heading', { name: title });
};

describe('working through a list', () => {
  it('begins with the open records of the list, in its order', async () => {
    const { asked, local, router } = await draw('/list/crm/task?view=to-do');
    fireEvent.click(await screen.findByRole('button', { name: 'More for this list' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Work through these' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/queue'));
    await at('1 of 3', 'Send contract');
    expect(local.get('queue')).toEqual(queue);
    expect(asked.find(({ limit }) => limit === 200)).toMatchObject({
      where: { and: [expect.anything(), { field: 'done', op: 'is-not', value: true }] },
      sort: [{ field: 'dueAt', direction: 'asc' }],
    });
  });

  it('continues by keys: done, later, skip', async () => {
    const { performed, local } = await draw('/queue', undefined, queue);
    await at('1 of 3', 'Send contract');
    press('d');
    await at('2 of 3', 'Call the site');
    expect(performed[0]).toMatchObject({
      label: 'Did Send contract',
      edits: [{ id: idOf(0), fields: { done: true } }],
    });
    press('p');
    fireEvent.click(await screen.findByRole('menuitem', { name: 'In a week' }));
    await at('3 of 3', 'Order motors');
    expect(performed[1]?.edits).toEqual([{ entity: 'crm/task', id: idOf(1), fields: { dueAt: '2026-11-27T10:15:00.000Z' } }]); // prettier-ignore
    press('s');
    expect(await screen.findByText('1 done, 1 later, 1 skipped.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Go through the skipped ones' }));
    await at('3 of 3', 'Order motors');
    expect(local.get('queue')).toMatchObject({ handled: { [idOf(0)]: 'done', [idOf(1)]: 'later' } });
  });

  it('continues where the person stopped, without records that were finished elsewhere meanwhile', async () => {
    await draw('/queue', (id) => id !== idOf(1), { ...queue, handled: { [idOf(0)]: 'skipped' } });
    await at('2 of 2', 'Order motors');
  });

  it('says so if there is nothing, such as for a kind that is no longer kept', async () => {
    const { performed } = await draw('/queue', undefined, { ...queue, entity: 'crm/gone' });
    expect(await screen.findByText('Nothing to work through')).toBeDefined();
    expect(performed).toEqual([]);
  });
});
