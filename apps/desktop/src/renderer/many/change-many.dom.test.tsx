import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const one = givenShownRecord();
const two = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d02',
  fields: { name: 'Brook Farm', stage: 'won' },
});
const group = '0190b1f2-7c00-7000-8000-0000000000f1';

/** Opens the list of deals with all of them selected. Each piece that changes them waits for `hold`. */
async function given({ changesOfSecond = 0, hold }: { changesOfSecond?: number; hold?: () => Promise<void> } = {}) {
  const asked: CallInput<'acts.changeMany'>[] = [];
  const changeMany = async (input: CallInput<'acts.changeMany'>) => {
    asked.push(input);
    if (input.act !== null) await hold?.();
    return accept({
      records: 1,
      changed: input.after === null ? 1 : changesOfSecond,
      same: 0,
      refused:
        input.after === null
          ? []
          : [{ id: two.id, title: 'Brook Farm', code: 'records/invalid', message: 'Won deals stay as they are.' }],
      values: input.after === null ? [{ field: 'name', from: 'Acme renewal', to: 'Renamed', records: 1 }] : [],
      group: input.act === null ? null : group,
      next: input.after === null ? 'further' : null,
    });
  };
  await renderApp({ rows: [one, two], handlers: { 'acts.changeMany': changeMany }, at: '/list/crm/deal?kind=grid' });
  const grid = await screen.findByRole('grid', { name: 'Deals' });
  await screen.findByText('Brook Farm');
  act(() => grid.focus());
  fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
  await screen.findByText('2 of 2 selected');
  return { asked, grid };
}

/** Opens the dialog of the selected deals, and gives them a name. */
async function giveName(grid: HTMLElement, name: string) {
  fireEvent.keyDown(grid, { key: 'e' });
  const dialog = within(await screen.findByRole('dialog', { name: 'Change 2 deals' }));
  fireEvent.click(dialog.getByRole('combobox', { name: 'Field' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Name', hidden: true }));
  const value = await dialog.findByRole('textbox', { name: 'Name' });
  fireEvent.change(value, { target: { value: name } });
  fireEvent.blur(value);
  return { dialog, value };
}

describe('the bar of selected records', () => {
  it('moves them to a stage: the dialog has the field already', async () => {
    await given();
    fireEvent.click(screen.getByRole('button', { name: /^Move to stage/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change 2 deals' }));
    expect(await dialog.findByRole('combobox', { name: 'Stage' })).toBeDefined();
  });
});

describe('a change of selected records', () => {
  it('shows the changes before it makes them, piece by piece, and makes them as one group', async () => {
    const { asked, grid } = await given();
    const { dialog } = await giveName(grid, 'Renamed');
    expect(await dialog.findByText('Won deals stay as they are.', { exact: false })).toBeDefined();
    expect(dialog.getByText('Acme renewal')).toBeDefined();
    expect(asked.map((input) => [input.after, input.act])).toEqual([
      [null, null],
      ['further', null],
    ]);
    fireEvent.click(await dialog.findByRole('button', { name: /^Change 1 deal/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.slice(2).map((input) => input.act)).toEqual([
      { label: 'Changed Name of 1 deal', group: null },
      { label: 'Changed Name of 1 deal', group },
    ]);
    expect(asked[2]?.change).toMatchObject({ sets: { name: 'Renamed' } });
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
    expect(screen.queryByText('2 of 2 selected')).toBeNull();
  });

  it('is never made with a value whose effect the person has not seen', async () => {
    const { asked, grid } = await given();
    const { dialog, value } = await giveName(grid, 'First');
    await dialog.findByRole('button', { name: /^Change 1 deal/ });
    act(() => value.focus());
    fireEvent.change(value, { target: { value: 'Second' } });
    fireEvent.keyDown(value, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(asked.at(-1)?.change).toMatchObject({ sets: { name: 'Second' } }));
    await dialog.findByRole('button', { name: /^Change 1 deal/ });
    expect(asked.map((input) => input.act)).toEqual(asked.map(() => null));
  });

  it('that is stopped says so, and leaves the records selected', async () => {
    let goOn = () => {};
    const hold = () =>
      new Promise<void>((resolve) => {
        goOn = resolve;
      });
    const { asked, grid } = await given({ changesOfSecond: 1, hold });
    const { dialog } = await giveName(grid, 'Renamed');
    fireEvent.click(await dialog.findByRole('button', { name: /^Change 2 deals/ }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Stop here' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    goOn();
    expect(await screen.findByText('Stopped. Changed 1 deal')).toBeDefined();
    expect(screen.getByRole('button', { name: /Undo/ })).toBeDefined();
    expect(asked.filter((input) => input.act !== null)).toHaveLength(1);
    expect(screen.getByText('2 of 2 selected')).toBeDefined();
  });

  it('can leave the refused records out of the selection', async () => {
    const { asked } = await given();
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete 2 deals' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Take it out of the selection' }));
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({
        where: { field: 'id', op: 'none-of', value: [two.id] },
        change: { sets: { life: 'deleted' } },
        act: null,
      }),
    );
  });
});
