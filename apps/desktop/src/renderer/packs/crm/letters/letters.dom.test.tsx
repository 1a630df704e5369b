import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { emptySyncStatus } from '../../../../bridge/empty-sync-status.ts';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000${String(n).padStart(4, '0')}`;
const made = (entity: string, n: number, fields: ShownRecord['fields']) => givenShownRecord({ id: idOf(n), entity, fields }); // prettier-ignore
const letterOf = (n: number, fields: ShownRecord['fields'] = {}) => made('crm/letter', n, { about: `crm/deal:${idOf(90)}`, receiver: `Person ${n}`, address: { street: 'Main St 1', city: 'Denver' }, subject: `Letter ${n}`, body: 'Dear Ada', release: 'print', status: 'waiting', ...fields }); // prettier-ignore
const organisation = made('platform/organisation', 80, {
  name: 'Fenwright',
  postalAddress: 'Fenwright Systems\nElm St 2\n80202 Denver',
});
const batchOf = (letterCount: number) => made('crm/letter-batch', 70, { name: 'Monday', format: 'din-5008', sender: 'Fenwright', letterCount, status: 'made' }); // prettier-ignore

const answers = (rows: readonly ShownRecord[]): Partial<BridgeHandlers> => ({
  'records.list': ({ entity, where }) => {
    const id = where && 'field' in where && where.field === 'id' ? where.value : undefined;
    return Promise.resolve(accept({ rows: rows.filter((row) => row.entity === entity && (id === undefined || [id].flat().includes(row.id))), refs: {}, next: null })); // prettier-ignore
  },
});

type Given = Parameters<typeof renderApp>[0] & { readonly hasPrintService?: boolean };

/** Opens the dialog for both letters of the list. */
async function givenDialog(
  ask: BridgeHandlers['packs.ask'],
  { hasPrintService: isThere = false, ...more }: Given = {},
) {
  const rows = [letterOf(1), letterOf(2), organisation];
  await renderApp({
    rows,
    at: '/list/crm/letter?kind=grid',
    ...more,
    handlers: {
      ...answers(rows),
      'packs.ask': (input) =>
        input.route === 'print-service' ? Promise.resolve(accept({ value: { isThere } })) : ask(input),
    },
  });
  const grid = await screen.findByRole('grid', { name: 'Letters' });
  await screen.findByText('Letter 1');
  act(() => grid.focus());
  fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
  fireEvent.click(await screen.findByRole('button', { name: 'Print' }));
  return within(await screen.findByRole('dialog', { name: /^Make a print batch of/ }));
}

describe('[LET-2] the dialog that prints letters', () => {
  it('asks for a name, has the address of the organisation as the sender’s line, and says who was left out', async () => {
    const asked: { given: unknown }[] = [];
    const dialog = await givenDialog((input) => {
      asked.push(input);
      return Promise.resolve(accept({ value: { letters: [idOf(1)], leftOut: [{ letter: idOf(2), why: 'Main St 1 stopped post (MSG-4).' }] } })); // prettier-ignore
    });
    const sender = await dialog.findByLabelText<HTMLInputElement>('Sender’s line');
    await waitFor(() => expect(sender.value).toBe('Fenwright Systems, Elm St 2, 80202 Denver'));
    fireEvent.click(dialog.getByRole('button', { name: /^Make the batch/ }));
    expect(await dialog.findByText('Give the batch a name.')).toBeDefined();
    expect(asked).toEqual([]);
    fireEvent.change(dialog.getByLabelText('Name of the batch'), { target: { value: ' Monday ' } });
    fireEvent.change(sender, { target: { value: 'Fenwright, Denver' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Make the batch/ }));
    expect(await screen.findByText('1 letter in the batch, 1 left out: Main St 1 stopped post (MSG-4).')).toBeDefined();
    expect(asked[0]?.given).toMatchObject({ name: 'Monday', format: 'din-5008', sender: 'Fenwright, Denver', letters: [idOf(1), idOf(2)] }); // prettier-ignore
  });

  it('keeps what was typed and the batch’s id where the server refuses, so that a second try makes it once', async () => {
    const ids: unknown[] = [];
    const dialog = await givenDialog((input) => {
      ids.push((input.given as { batch: string }).batch);
      return Promise.resolve(ids.length === 1 ? refuse('request/invalid', 'It is in another print batch.', { path: 'body.letters' }) : accept({ value: { letters: [idOf(1), idOf(2)], leftOut: [] } })); // prettier-ignore
    });
    fireEvent.change(dialog.getByLabelText('Name of the batch'), { target: { value: 'Monday' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Make the batch/ }));
    expect((await dialog.findByRole('alert')).textContent).toContain('It is in another print batch.');
    fireEvent.click(dialog.getByRole('button', { name: /^Make the batch/ }));
    expect(await screen.findByText('2 letters in the batch')).toBeDefined();
    expect(new Set(ids).size).toBe(1);
  });

  it('is off without the network, and says why', async () => {
    const asked: unknown[] = [];
    const dialog = await givenDialog((input) => (asked.push(input), Promise.resolve(accept({ value: null }))), { sync: { ...emptySyncStatus, state: 'offline' } }); // prettier-ignore
    const button = dialog.getByRole('button', { name: /^Make the batch/ });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
    fireEvent.change(dialog.getByLabelText('Name of the batch'), { target: { value: 'Monday' } });
    fireEvent.click(button);
    expect(asked).toEqual([]);
  });
});

describe('[LET-8] the print service', () => {
  const batched = () => Promise.resolve(accept({ value: { letters: [idOf(1), idOf(2)], leftOut: [] } }));

  it('is offered where the server has one', async () => {
    const asked: { given: unknown }[] = [];
    const dialog = await givenDialog((input) => (asked.push(input), batched()), { hasPrintService: true });
    fireEvent.click(await dialog.findByRole('combobox', { name: 'Printed by' }));
    await act(async () =>
      fireEvent.click(await screen.findByRole('option', { name: 'The print service', hidden: true })),
    );
    fireEvent.change(dialog.getByLabelText('Name of the batch'), { target: { value: 'Monday' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Make the batch/ }));
    expect(await screen.findByText('2 letters in the batch')).toBeDefined();
    expect(asked[0]?.given).toMatchObject({ printedBy: 'service' });
  });

  it('is not offered where the server has none', async () => {
    const asked: { given: unknown }[] = [];
    const dialog = await givenDialog((input) => (asked.push(input), batched()));
    fireEvent.change(dialog.getByLabelText('Name of the batch'), { target: { value: 'Monday' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Make the batch/ }));
    expect(dialog.queryByText('Printed by')).toBeNull();
    expect(await screen.findByText('2 letters in the batch')).toBeDefined();
    expect(asked[0]?.given).toMatchObject({ printedBy: 'printer' });
  });
});

describe('[LET-4] the page of a print batch', () => {
  const givenPage = async (letterCount: number) => {
    const rows = [batchOf(letterCount), letterOf(1, { batch: idOf(70), status: 'in-batch' }), organisation];
    await renderApp({
      rows,
      session: givenSession(),
      at: `/record/${idOf(70)}`,
      handlers: answers(rows),
    });
    return screen.findByRole('button', { name: 'Save the letters as a PDF' });
  };

  it('makes its PDF only where the device holds all letters, and says how many it holds', async () => {
    const button = await givenPage(2);
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
  });

  it('is on where it holds them', async () => {
    const button = await givenPage(1);
    await waitFor(() => expect(button.getAttribute('aria-disabled')).not.toBe('true'));
  });
});
