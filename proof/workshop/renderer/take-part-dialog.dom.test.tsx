import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActRequest } from '../../../bridge/contract.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const id = (end: string) => `0193a4d0-1000-7000-8000-00000000000${end}`;
const belt = givenShownRecord({ id: id('3'), entity: 'workshop/part', fields: { name: 'Drive belt' } });
const job = givenShownRecord({
  id: id('2'),
  entity: 'workshop/job',
  fields: { name: 'Robot stops', status: 'in-repair', device: id('1') },
});
const given = {
  definitions: { packs: [{ pack: 'workshop', isRemoved: false }] },
  session: givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] }),
  rows: [job, belt],
};
const handlers = {
  'records.search': ({ entities }: { readonly entities?: readonly string[] | undefined }) =>
    Promise.resolve(
      accept({
        hits: [job, belt]
          .filter(({ entity }) => entities?.includes(entity))
          .map(({ id: found, entity, ownerId, fields }) => ({
            id: found,
            entity,
            title: textIn(fields['name']),
            subtitle: '',
            how: 'title' as const,
            ownerId,
          })),
      }),
    ),
  'records.report': () => Promise.resolve(accept({ rows: [{ groups: [], measures: { onHand: 2 } }], refs: {} })),
};
const opened = async () => within(await screen.findByRole('dialog', { name: 'Take a part' }));
/** Chooses a record in a field that links to one. */
const choose = async (field: HTMLElement, name: string) => {
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value: name } });
  fireEvent.click(await screen.findByRole('option', { name: new RegExp(name), hidden: true }));
};
const take = (dialog: Awaited<ReturnType<typeof opened>>, name = 'Take it') =>
  fireEvent.click(dialog.getByRole('button', { name }));

describe('taking a part', () => {
  it('[T-21] is a dialog on the page of a job, by its letter too, and makes a movement below zero', async () => {
    const { performed } = await renderApp({ ...given, handlers, at: `/record/${job.id}` });
    await screen.findByRole('button', { name: /^Take a part/ });
    fireEvent.keyDown(document.body, { key: 'p' });
    const dialog = await opened();
    expect(await dialog.findByText('For Robot stops.')).toBeDefined();
    expect(dialog.queryByLabelText(/^Job/)).toBeNull();
    take(dialog);
    expect((await dialog.findAllByText(/Part must be filled in/)).length).toBeGreaterThan(0);
    await choose(dialog.getByLabelText(/^Part/), 'Drive belt');
    expect(await dialog.findByText('2 on hand')).toBeDefined();
    const count = dialog.getByLabelText(/^How many/);
    // The page behind may still load one of its parts. Then React draws only after the event, in a later task.
    await act(async () => void fireEvent.change(count, { target: { value: '2' } }));
    await act(async () => void fireEvent.blur(count));
    take(dialog);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Took 2 × Drive belt',
      edits: [{ entity: 'workshop/stock-movement', create: { fields: { part: belt.id, job: job.id, quantity: -2, reason: 'used' } } }], // prettier-ignore
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('[T-9] asks for the job on the bench, warns of too few on hand, and sends it anyway when asked to', async () => {
    const requests: ActRequest[] = [];
    await renderApp({
      ...given,
      at: '/workshop/bench',
      handlers: {
        ...handlers,
        'records.report': () => Promise.resolve(accept({ rows: [], refs: {} })),
        'acts.perform': (request) => {
          requests.push(request);
          const warned = refuse('rules/warned', 'Not enough of this part is on hand.', { rule: 'WRK-4' });
          return Promise.resolve(request.anyway === true ? accept({ act: job.id, ids: [belt.id] }) : warned);
        },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Take a part' }));
    const dialog = await opened();
    await choose(await dialog.findByLabelText(/^Job/), 'Robot stops');
    await choose(dialog.getByLabelText(/^Part/), 'Drive belt');
    take(dialog);
    expect(
      (await dialog.findAllByText(/judged by the data on this device; the server decides/)).length,
    ).toBeGreaterThan(0);
    take(dialog, 'Save anyway');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const fields = { part: belt.id, job: job.id, quantity: -1 };
    expect(requests).toMatchObject([{}, { anyway: true, edits: [{ create: { fields } }] }]);
  });
});
