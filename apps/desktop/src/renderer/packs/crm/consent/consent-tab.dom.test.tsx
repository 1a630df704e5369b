import { accept } from '@outpost/domain/kernel/refusal';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-000000000f0${n}`;
const email = 'maris@oakhurst.example';
const person = (fields: ShownRecord['fields'] = {}) =>
  givenShownRecord({ id: idOf(0), entity: 'crm/contact', fields: { name: 'Maris Oakhurst', email, phone: '+13035550164', ...fields } }); // prettier-ignore
const consent = (n: number, fields: ShownRecord['fields'] = {}) =>
  givenShownRecord({ id: idOf(n), entity: 'crm/consent', fields: { about: `crm/contact:${idOf(0)}`, channel: 'email', purpose: 'offers', standing: 'given', address: email, givenAt: '2025-09-04T18:19:00.000Z', source: 'Box ticked on the form', wording: 'Write to me about offers.', wordingVersion: 'wording 3', ...fields } }); // prettier-ignore
const refusal = (n: number, fields: ShownRecord['fields'] = {}) =>
  consent(n, { standing: 'refused', address: null, givenAt: '2026-10-02T19:04:00.000Z', source: 'By e-mail', wording: null, wordingVersion: null, ...fields }); // prettier-ignore
const suppression = (address: string) =>
  givenShownRecord({ id: idOf(9), entity: 'crm/suppression', fields: { address, channel: 'email', reason: 'complaint', since: '2026-10-02T19:04:00.000Z' } }); // prettier-ignore

/** Whether a row satisfies the parts of a filter that this test's lists use. */
function holds(row: ShownRecord, where: Filter | undefined): boolean {
  if (where === undefined) return true;
  if ('and' in where) return where.and.every((part) => holds(row, part));
  if ('or' in where) return where.or.some((part) => holds(row, part));
  if ('not' in where) return !holds(row, where.not);
  const value = row.fields[where.field] ?? null;
  if (where.op === 'is') return value === where.value;
  if (where.op === 'is-not') return value !== where.value;
  if (where.op === 'one-of') return Array.isArray(where.value) && where.value.includes(value);
  return where.op === 'is-empty' && value === null;
}
const answering = (rows: readonly ShownRecord[]): Partial<BridgeHandlers> => ({
  'records.list': ({ entity, where, sort }) => {
    const found = rows.filter((row) => row.entity === entity && holds(row, where));
    const by = sort?.[0]?.field === 'givenAt' ? 'givenAt' : undefined;
    if (by) found.sort((a, b) => textIn(b.fields[by]).localeCompare(textIn(a.fields[by])));
    return Promise.resolve(accept({ rows: found, refs: {}, next: null }));
  },
  'records.summary': ({ entity, where }) =>
    Promise.resolve(
      accept({
        groups: [
          { value: null, count: rows.filter((row) => row.entity === entity && holds(row, where)).length, sums: {} },
        ],
        refs: {},
      }),
    ),
});

async function givenPage(more: readonly ShownRecord[] = [], fields: ShownRecord['fields'] = {}) {
  const rows = [person(fields), ...more];
  const shown = await renderApp({ rows, at: `/record/${idOf(0)}`, handlers: answering(rows) });
  const page = within(await screen.findByRole('complementary', { name: 'Maris Oakhurst' }));
  return { ...shown, page };
}
async function givenTab(...asked: Parameters<typeof givenPage>) {
  const shown = await givenPage(...asked);
  fireEvent.click(await shown.page.findByRole('button', { name: 'Consent' }));
  return { ...shown, grid: within(await shown.page.findByRole('grid')) };
}

describe('the tab Consent', () => {
  it('names each cell by its channel, purpose and answer', async () => {
    const { grid } = await givenTab([consent(1), refusal(2)]);
    await grid.findByRole('gridcell', { name: /^E-mail, offers: No stopped / });
    for (const name of [
      'E-mail, contract: Contract no consent needed',
      'Text, offers: Not asked',
      'Recorded voice, contract: Not asked',
      'Post, offers: Interest may object',
      'E-mail, visits: Not asked',
      'Post, visits: None by e-mail only',
    ])
      // prettier-ignore
      expect(grid.getByRole('gridcell', { name })).toBeDefined();
    expect(grid.getAllByRole('gridcell')).toHaveLength(5 * 5);
    expect(grid.getAllByRole('rowheader').map((head) => head.textContent)).toContain(`E-mail ${email}`);
  });

  it('[MSG-81] records a consent to visits for e-mails only, and takes it back', async () => {
    const { grid, page, performed } = await givenTab([consent(1, { purpose: 'visits' })]);
    fireEvent.click(await grid.findByRole('gridcell', { name: /^Text, visits/ }));
    expect((await page.findByRole('button', { name: /^Record consent/ })).getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(await grid.findByRole('gridcell', { name: /^E-mail, visits: Yes/ }));
    expect(await page.findByText(/^Visits of your websites are not noted from then on/)).toBeDefined();
    fireEvent.click(page.getByRole('button', { name: 'Take back' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Take back: E-mail, visits' }));
    const how = await dialog.findByLabelText(/^How/);
    fireEvent.change(how, { target: { value: 'On the telephone' } });
    fireEvent.blur(how);
    fireEvent.click(dialog.getByRole('button', { name: /^Take it back/ }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ create: { fields: { channel: 'email', purpose: 'visits', standing: 'refused' } } }] }])); // prettier-ignore
  });

  it('goes from cell to cell by the arrows, stops at the edges, and shows the record behind the cell', async () => {
    const { grid, page } = await givenTab([consent(1), refusal(2)]);
    const first = grid.getByRole('gridcell', { name: /^E-mail, contract/ });
    expect(grid.getAllByRole('gridcell').filter((cell) => cell.tabIndex === 0)).toEqual([first]);
    first.focus();
    for (const key of ['ArrowUp', 'ArrowRight', 'ArrowRight'])
      fireEvent.keyDown(document.activeElement ?? first, { key });
    expect(document.activeElement).toBe(grid.getByRole('gridcell', { name: /^E-mail, offers/ }));
    expect(document.activeElement?.getAttribute('aria-selected')).toBe('true');
    const details = within(await page.findByRole('region', { name: 'E-mail, offers: no' }));
    expect(details.getByText('By e-mail')).toBeDefined();
    expect(details.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringContaining('Refused: By e-mail'),
      expect.stringContaining('Given: Box ticked on the form'),
    ]);
  });

  it('shows the words that the person was shown, and that a confirmation is missing, which can be entered', async () => {
    const { grid, page, performed } = await givenTab([consent(1, { mustBeConfirmed: true })]);
    fireEvent.click(await grid.findByRole('gridcell', { name: /^E-mail, offers: Not confirmed/ }));
    const details = within(await page.findByRole('region', { name: /^E-mail, offers/ }));
    expect(details.getByText('Write to me about offers.')).toBeDefined();
    expect(details.getByText(/Not yet\. It counts once/)).toBeDefined();
    fireEvent.click(details.getByRole('button', { name: 'They have confirmed it' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ entity: 'crm/consent', id: idOf(1), fields: { confirmedAt: '2026-11-20T09:00:00.000Z' } }] }])); // prettier-ignore
  });

  it('takes a consent back by a new record, and says how many e-mails that wait it stops', async () => {
    const mail = (n: number, fields: ShownRecord['fields']) => givenShownRecord({ id: idOf(n), entity: 'crm/activity', fields: { kind: 'email', delivery: 'send', toAddress: email, purpose: 'offers', ...fields } }); // prettier-ignore
    const { grid, page, performed } = await givenTab([
      consent(1),
      mail(3, {}),
      mail(4, { purpose: null }),
      mail(5, { deliveryStatus: 'sent' }),
    ]);
    fireEvent.click(await grid.findByRole('gridcell', { name: /^E-mail, offers: Yes/ }));
    await page.findByText(/^It stops 1 e-mail that waits/);
    fireEvent.click(page.getByRole('button', { name: 'Take back' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Take back: E-mail, offers' }));
    const how = await dialog.findByLabelText(/^How/);
    fireEvent.change(how, { target: { value: 'On the telephone' } });
    fireEvent.blur(how);
    fireEvent.click(dialog.getByRole('button', { name: /^Take it back/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Took back a consent',
      edits: [{ entity: 'crm/consent', create: { fields: { about: `crm/contact:${idOf(0)}`, channel: 'email', purpose: 'offers', standing: 'refused', source: 'On the telephone' } } }], // prettier-ignore
    });
  });

  it('records a consent for the address of the channel', async () => {
    const { grid, page } = await givenTab();
    fireEvent.click(grid.getByRole('gridcell', { name: /^Text, offers/ }));
    fireEvent.click(page.getByRole('button', { name: 'Record consent' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Record consent: Text, offers' }));
    expect((await dialog.findByLabelText<HTMLInputElement>(/^Address or number/)).value).toBe('+13035550164');
  });

  it('is on no page of a kind without consents', async () => {
    const deal = givenShownRecord();
    await renderApp({ rows: [deal], at: `/record/${deal.id}` });
    const page = within(await screen.findByRole('complementary', { name: 'Acme renewal' }));
    expect(page.queryByRole('button', { name: 'Consent' })).toBeNull();
  });
});

describe('[MSG-3, MSG-4] the button that writes an e-mail', () => {
  const button = async (page: Awaited<ReturnType<typeof givenPage>>['page']) =>
    page.findByRole('button', { name: 'E-mail' });
  it('is off for a suppressed domain', async () => {
    const { page } = await givenPage([suppression('@oakhurst.example')]);
    const off = await button(page);
    await waitFor(() => expect(off.getAttribute('aria-disabled')).toBe('true'));
  });
  it('is on for a person who refused offers only', async () => {
    const { page } = await givenPage([refusal(1)]);
    await page.findAllByText(/refusal/);
    expect((await button(page)).getAttribute('aria-disabled')).toBeNull();
  });
  it('[MSG-5] opens a form whose "Send" is off, with the reason, once its purpose needs a consent', async () => {
    const { page } = await givenPage();
    fireEvent.click(await button(page));
    const dialog = within(await screen.findByRole('dialog', { name: 'Write an e-mail' }));
    const send = await dialog.findByRole('button', { name: /^Send/ });
    expect(send.getAttribute('aria-disabled')).toBeNull();
    const purpose = await dialog.findByRole('combobox', { name: /^Purpose/ });
    act(() => purpose.focus());
    fireEvent.change(purpose, { target: { value: 'Offers' } });
    fireEvent.keyDown(purpose, { key: 'Enter' });
    await dialog.findByText('maris@oakhurst.example has not agreed to offers by e-mail.');
    expect(send.getAttribute('aria-disabled')).toBe('true');
  });
});
