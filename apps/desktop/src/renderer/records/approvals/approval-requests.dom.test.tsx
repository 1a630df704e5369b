import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { givenShownRecord, me } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = `/record/${deal.id}`;
const about = `crm/deal:${deal.id}`;
const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const ask = `${idOf(1)}/ok/0`;
const notice = (n: number, fields: ShownRecord['fields'] = {}): ShownRecord =>
  givenShownRecord({
    id: idOf(100 + n),
    entity: 'platform/notice',
    ownerId: me,
    fields: { words: 'May we give a discount?', from: 'Discounts', about, ask, asked: 'open', until: '2099-01-01T00:00:00.000Z', ...fields },
  }); // prettier-ignore
const decision = givenShownRecord({
  id: idOf(200),
  entity: 'platform/decision',
  ownerId: null,
  createdBy: me,
  fields: { name: 'May we give a discount?', about, ask, verdict: 'declined' },
});

describe('[AUT-17] a request for approval on the page of a record', () => {
  it('is answered once with a note, also without a network, and only while it is open', async () => {
    const { performed } = await renderApp({
      rows: [deal, notice(1), notice(2, { from: 'Ended', asked: 'over' }), notice(3, { from: 'Late', until: '2020-01-01T00:00:00.000Z' })],
      at,
    }); // prettier-ignore
    const request = within(await screen.findByRole('region', { name: 'Discounts asks for your approval' }));
    expect(screen.queryAllByRole('region', { name: /asks for your approval/ })).toHaveLength(1);
    expect(request.getByText('May we give a discount?')).toBeTruthy();
    fireEvent.change(request.getByRole('textbox', { name: 'Note' }), { target: { value: ' At most 5 %. ' } });
    fireEvent.click(request.getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Approved: May we give a discount?',
      edits: [{ entity: 'platform/decision', create: { fields: { name: 'May we give a discount?', about, ask, verdict: 'approved', note: 'At most 5 %.' } } }],
    }); // prettier-ignore
  });

  it('offers nothing more to a person who has answered', async () => {
    await renderApp({ rows: [deal, notice(1), decision], at });
    const request = within(await screen.findByRole('region', { name: 'Discounts asks for your approval' }));
    expect((await request.findByRole('status')).textContent).toContain('You have declined.');
    expect(request.queryByRole('button', { name: 'Approve' })).toBeNull();
  });
});

describe('[AUT-20] the offer of a record on its page', () => {
  const offer = notice(1, { words: 'Who takes it?', from: 'New deals', offers: true });
  const asked = async () => within(await screen.findByRole('region', { name: 'New deals offers you this deal' }));
  const answer = (verdict: string) => ({ entity: 'platform/decision', create: { fields: { name: 'Who takes it?', about, ask, verdict } } }); // prettier-ignore

  it.each([
    ['taken', 'Take it', 'Took: Who takes it?'],
    ['left', 'Leave it to others', 'Left to others: Who takes it?'],
  ])('is %s by one press, also without a network', async (verdict, button, label) => {
    const { performed } = await renderApp({ rows: [deal, offer], at });
    fireEvent.click((await asked()).getByRole('button', { name: button }));
    await waitFor(() => expect(performed).toMatchObject([{ label, edits: [answer(verdict)] }]));
  });

  it('says that the first answer at the server counts', async () => {
    const taken = { ...decision, fields: { ...decision.fields, verdict: 'taken' } };
    await renderApp({ rows: [deal, offer, taken], at });
    expect((await (await asked()).findByRole('status')).textContent).toBe('You have taken it. It becomes yours when your answer is the first one that reaches the server.'); // prettier-ignore
  });
});
