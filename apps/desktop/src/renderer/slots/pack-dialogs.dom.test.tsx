import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { crmScreens } from '../packs/crm/screens.ts';
import { textIn } from '../records/values/shown-value.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';
import type { DialogContentProps, PackDialog } from './pack-screens.ts';
import { slotsOf } from './slots-of.tsx';

installDomLayout();
afterEach(cleanup);

const deal = givenShownRecord();
const at = `/record/${deal.id}`;
let loads = 0;
let isBroken = false;

/** A dialog with a field, as a pack would define it. */
function Discount({ record, onClose }: DialogContentProps) {
  if (isBroken) throw new Error('The content is broken');
  return (
    <>
      <label>
        Percent
        <input />
      </label>
      <button type="button" onClick={onClose}>
        {record ? `Discount ${textIn(record.fields['name'])}` : 'Discount none'}
      </button>
    </>
  );
}
const discount: PackDialog = {
  name: 'crm/discount',
  label: 'Give a discount',
  icon: 'percent',
  on: 'crm/deal',
  isForNone: true,
  place: 15,
  key: 'p',
  makes: 'crm/task',
  load: async () => {
    loads += 1;
    await new Promise((resolve) => {
      setTimeout(resolve, 60); // longer than the frame of a dialog takes to focus its first field
    });
    return Discount;
  },
};
const forDeals: PackDialog = {
  name: 'crm/for-deals',
  label: 'Count the discounts',
  icon: 'percent',
  on: 'crm/deal',
  place: 90,
  load: () => Promise.resolve(Discount),
};
const slots = () => slotsOf([{ ...crmScreens, dialogs: [discount, forDeals] }]);
const dialogNamed = (name: string) => screen.findByRole('dialog', { name });
const gone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
/** Presses the command of that name, among the given number of results in the palette, and returns its text. */
const pickInPalette = async (text: string, name: RegExp, found: number) => {
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  fireEvent.change(await screen.findByRole('combobox'), { target: { value: text } });
  const option = await screen.findByRole('option', { name });
  const words = option.textContent;
  expect(screen.getAllByRole('option')).toHaveLength(found);
  fireEvent.click(option);
  return words;
};

describe('[T-21] a dialog of a pack', () => {
  it('is loaded when it is opened from the page of a record, and returns the focus when Esc closes it', async () => {
    loads = 0;
    const given = await renderApp({ rows: [deal], at, slots: slots() });
    const button = await screen.findByRole('button', { name: /^Give a discount/ });
    const acts = within(screen.getByRole('group', { name: 'Quick acts' })).getAllByRole('button');
    expect(acts.map(({ textContent }) => textContent?.replace(/[A-Z]$/, ''))).toEqual(expect.arrayContaining(['Log a call', 'Give a discount', 'Meeting'])); // prettier-ignore
    expect(acts.indexOf(button)).toBe(1); // its place is between the call and the meeting
    expect(loads).toBe(0);
    act(() => button.focus());
    fireEvent.click(button);
    const dialog = await dialogNamed('Give a discount');
    expect(await within(dialog).findByRole('button', { name: 'Discount Acme renewal' })).toBeDefined();
    await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByLabelText('Percent')));
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
    await gone();
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect(given.router.state.location.pathname).toBe(at); // Esc closed the dialog, not the record
    fireEvent.keyDown(document.body, { key: 'p' });
    expect(await dialogNamed('Give a discount')).toBeDefined();
    expect([loads, given.faults]).toEqual([1, []]);
  });

  it('keeps Tab inside, and is announced by its title', async () => {
    await renderApp({ rows: [deal], at, slots: slots() });
    fireEvent.click(await screen.findByRole('button', { name: /^Give a discount/ }));
    const dialog = await dialogNamed('Give a discount');
    expect(dialog.getAttribute('aria-modal')).toBe('true');
    const last = await within(dialog).findByRole('button', { name: 'Discount Acme renewal' });
    act(() => last.focus());
    fireEvent.keyDown(last, { key: 'Tab' });
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Close' }));
    fireEvent.click(last);
    await gone();
  });

  it('is opened by the palette: for the open record, otherwise for none', async () => {
    const { router } = await renderApp({ rows: [deal], at, slots: slots() });
    const button = await screen.findByRole('button', { name: /^Give a discount/ });
    act(() => button.focus());
    expect(await pickInPalette('>discount', /Give a discount/, 2)).toContain('Acme renewal');
    fireEvent.click(await screen.findByRole('button', { name: 'Discount Acme renewal' }));
    await gone();
    await waitFor(() => expect(document.activeElement).toBe(button)); // where the focus was before the palette
    act(() => router.history.push('/'));
    await screen.findByRole('heading', { name: /^Quiet deals/ });
    expect(await pickInPalette('>discount', /Give a discount/, 1)).not.toContain('Acme renewal');
    expect(await screen.findByRole('button', { name: 'Discount none' })).toBeDefined();
  });

  it('[A-2] is not offered to people who may not create its kind of record, or on a deleted record', async () => {
    const reader = givenSession({
      memberships: [{ role: 'reader', teamId: null, grants: ['*:read@org'], portal: false }],
    });
    await renderApp({ rows: [deal], at, slots: slots(), session: reader });
    await screen.findByRole('button', { name: /^Log a call/ });
    expect(screen.queryByRole('button', { name: /^Give a discount/ })).toBeNull();
    cleanup();
    await renderApp({ rows: [{ ...deal, life: 'deleted' }], at, slots: slots() });
    await screen.findByRole('button', { name: /Restore/ });
    expect(screen.queryByRole('button', { name: /^Give a discount/ })).toBeNull();
  });

  it('[T-25] closes if its pack is removed in the meantime, and [A-4] if its record is no longer shared', async () => {
    let isShared = true;
    const yes = { allowed: true, why: '' };
    const may = { update: yes, assign: yes, delete: yes, administer: yes };
    const { client, tellDefinitions } = await renderApp({
      at,
      slots: slots(),
      handlers: {
        'records.get': ({ id }) =>
          Promise.resolve(
            isShared
              ? accept({ record: deal, refs: {}, waiting: [], replaced: [], may, ways: [] })
              : refuse('records/not-found', 'There is no such record.', { id }),
          ),
      },
    });
    const opened = async () => {
      fireEvent.click(await screen.findByRole('button', { name: /^Give a discount/ }));
      await screen.findByRole('button', { name: 'Discount Acme renewal' });
    };
    await opened();
    isShared = false;
    await act(() => client.invalidateQueries());
    await gone();
    isShared = true;
    await act(() => client.invalidateQueries());
    await screen.findByRole('button', { name: /^Give a discount/ });
    expect(screen.queryByRole('dialog')).toBeNull(); // it does not return with its record
    await opened();
    await tellDefinitions({ packs: [{ pack: 'crm', isRemoved: true }] });
    await gone();
  });

  it('shows a fault of its content in the dialog, and the window stays usable', async () => {
    isBroken = true;
    const { faults } = await renderApp({ rows: [deal], at, slots: slots() });
    fireEvent.click(await screen.findByRole('button', { name: /^Give a discount/ }));
    const dialog = within(await dialogNamed('Give a discount'));
    expect(await dialog.findByText('OP-TEST')).toBeDefined();
    isBroken = false;
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await gone();
    expect(screen.getByRole('button', { name: /^Give a discount/ })).toBeDefined();
    expect(faults).toHaveLength(1);
  });
});

describe('[T-21] the dialogs of packs', () => {
  it('open by different keys at one kind of record', () => {
    const other = (more: Partial<PackDialog>) => () =>
      slotsOf([{ ...crmScreens, dialogs: [discount, { ...discount, name: 'crm/other', ...more }] }]);
    expect(other({})).toThrow('Dialogs crm/discount and crm/other both open by the key p at crm/deal');
    expect(other({ key: 'q' })).not.toThrow();
    expect(other({ on: 'crm/account' })).not.toThrow();
  });

  it('have names of their pack, each once', () => {
    const { key: _key, ...keyless } = discount;
    const named = (name: PackDialog['name']) => ({ ...crmScreens, dialogs: [discount, { ...keyless, name }] });
    expect(() => slotsOf([named('crm/discount')])).toThrow('Dialog crm/discount is declared twice');
    expect(() => slotsOf([named('workshop/discount')])).toThrow('Dialog workshop/discount is declared by pack crm');
    const order = slotsOf([{ ...crmScreens, dialogs: [discount, { ...keyless, name: 'crm/first', place: 1 }] }]);
    expect(order.dialogs.map(({ part }) => part.name)).toEqual(['crm/first', 'crm/discount']);
  });
});
