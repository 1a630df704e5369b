import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import type { ShownRecord } from '../../bridge/contract.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';
import { withMention } from './use-notification-acts.ts';

installDomLayout();
const deal = givenShownRecord();
const note = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d77',
  entity: 'crm/activity',
  fields: { about: `crm/deal:${deal.id}`, kind: 'note', subject: 'Rack', body: '@Ilse the rack moves' },
});
const mention = (record: ShownRecord, change: Partial<Notification> = {}): Notification => ({
  id: '2026-11-20T08:00:00.000Z mentioned 1',
  kind: 'mentioned',
  at: '2026-11-20T08:00:00.000Z',
  by: { id: dana, name: 'Dana Rehmark' },
  record: { id: record.id, entity: record.entity, title: 'Acme renewal' },
  count: 1,
  field: 'body',
  value: null,
  quote: '@Ilse the rack moves. Can you tell them?',
  needs: null,
  ...change,
});
const open = (entry: Notification, more: GivenReplica = {}) =>
  renderApp({
    at: '/notifications',
    rows: [deal, note],
    ...more,
    handlers: {
      'notifications.list': () => Promise.resolve(accept({ entries: [entry], more: false })),
      ...more.handlers,
    },
  });

describe('the acts of a notification', () => {
  it.each([
    ['a note', note],
    ['the record itself', deal],
  ])('answer a mention in %s: the record opens with the author’s name in its note', async (_what, record) => {
    const { router, local, performed } = await open(mention(record));
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal.id}`));
    const editor = await screen.findByRole('textbox', { name: 'Write a note' });
    expect(editor.textContent).toContain('@Dana Rehmark');
    await waitFor(() => expect(document.activeElement).toBe(editor));
    expect(local.get(`draft/note/${deal.id}`)).toBe('@Dana Rehmark ');
    await waitFor(() => expect(performed[0]?.label).toBe('Marked 1 notification as read'));
  });

  it('keep what is typed in the note already', () => {
    expect(withMention('Half a thought\n', 'Dana')).toBe('Half a thought\n\n@Dana ');
    expect(withMention('Half\n\n@Dana ', 'Dana')).toBe('Half\n\n@Dana ');
    expect(withMention(null, 'Dana')).toBe('@Dana ');
  });

  it('make a task about the record, with the words of the mention', async () => {
    const { performed } = await open(mention(note));
    fireEvent.click(await screen.findByRole('button', { name: 'Make a task' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a task' }));
    const subject = await dialog.findByLabelText(/^Task/);
    fireEvent.change(subject, { target: { value: 'Tell them' } });
    fireEvent.blur(subject);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the task/ }));
    await waitFor(() => expect(performed.map(({ label }) => label)).toContain('Added task Tell them'));
    expect(performed.flatMap(({ edits }) => edits)).toContainEqual(
      expect.objectContaining({
        entity: 'crm/task',
        create: expect.objectContaining({
          fields: expect.objectContaining({
            subject: 'Tell them',
            about: `crm/deal:${deal.id}`,
            body: '@Ilse the rack moves. Can you tell them?',
          }) as unknown,
        }) as unknown,
      }),
    );
  });

  it('offer a task for other notifications too, and no answer', async () => {
    await open(mention(deal, { kind: 'assigned', quote: null }));
    expect(await screen.findByRole('button', { name: 'Make a task' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Answer' })).toBeNull();
  });

  it('say so if the record is gone meanwhile', async () => {
    await open(mention(note), { rows: [] });
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    expect(await screen.findByText(/is not on this computer any more/)).toBeDefined();
  });

  it('do not begin an answer where the person may not write', async () => {
    const no = { allowed: false, why: 'This deal is Dana’s.' };
    const { router, local } = await open(mention(deal), {
      handlers: {
        'records.get': () =>
          Promise.resolve(
            accept({ record: deal, refs: {}, waiting: [], replaced: [], may: { update: no, assign: no, delete: no, administer: no }, ways: [] }), // prettier-ignore
          ),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    expect(await screen.findByText('This deal is Dana’s.')).toBeDefined();
    expect([router.state.location.pathname, local.get(`draft/note/${deal.id}`)]).toEqual(['/notifications', undefined]);
  });
});

describe('[NTF-6] a request for approval in the list of notifications', () => {
  const ask = '0190b1f2-7c00-7000-8000-000000000001/ok/0';
  const asks = (value: object = {}) =>
    mention(deal, {
      id: '2026-11-20T08:00:00.000Z told 1',
      kind: 'told',
      by: null,
      field: null,
      quote: 'May we give a discount?',
      value: { from: 'Discounts', asked: 'open', ask, until: '2099-01-01T00:00:00.000Z', given: null, ...value },
    });
  const answer = (verdict: string) => ({
    label: `${verdict === 'approved' ? 'Approved' : 'Declined'}: May we give a discount?`,
    edits: [
      {
        entity: 'platform/decision',
        create: { fields: { name: 'May we give a discount?', about: `crm/deal:${deal.id}`, ask, verdict } },
      },
    ],
  });
  const title = () => screen.findByRole('button', { name: /Discounts/ });

  it('is answered in its row, once, and is then read', async () => {
    const { performed } = await open(asks());
    const approve = await screen.findByRole('button', { name: /^Approve/ });
    expect((await title()).textContent).toContain('asks for your approval');
    fireEvent.click(approve);
    fireEvent.click(approve);
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[0]).toMatchObject(answer('approved'));
    expect(performed[1]?.label).toBe('Marked 1 notification as read');
    expect(screen.queryByRole('button', { name: /^Decline/ })).toBeNull();
    expect(await screen.findByText(/^You have approved/)).toBeDefined();
  });

  it('is answered by its keys while its row has the focus, and not without', async () => {
    const { performed } = await open(asks());
    const row = await title();
    fireEvent.keyDown(document.body, { key: 'd' });
    row.focus();
    fireEvent.keyDown(row, { key: 'd' });
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[0]).toMatchObject(answer('declined'));
  });

  it.each([
    ['this person has answered', { given: 'declined' }, 'you have declined'],
    ['somebody has approved', { asked: 'approved' }, 'approved'],
    ['the time is over', { until: '2020-01-01T00:00:00.000Z' }, 'asks for your approval'],
    ['the run has ended', { asked: 'ended' }, 'no longer asked'],
  ])('is not asked any more where %s', async (_why, value, words) => {
    await open(asks(value));
    expect((await title()).textContent).toContain(words);
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
  });

  it('[AUT-20] takes what is offered by the same keys, and says how an offer ended', async () => {
    const { performed } = await open(asks({ offers: true }));
    const row = await title();
    expect(row.textContent).toContain('offers it to you');
    row.focus();
    fireEvent.keyDown(row, { key: 'a' });
    await waitFor(() => expect(performed[0]).toMatchObject({ label: 'Took: May we give a discount?', edits: [{ create: { fields: { verdict: 'taken' } } }] })); // prettier-ignore
    expect(await screen.findByText(/^You have taken it/)).toBeDefined();
  });

  it.each([
    [{ asked: 'taken' }, 'taken'],
    [{ asked: 'over' }, 'offered it, nobody took it'],
    [{ given: 'left' }, 'you have left it to others'],
  ])('[AUT-20] an offer with %j says "%s"', async (value, words) => {
    await open(asks({ offers: true, ...value }));
    expect((await title()).textContent).toContain(words);
    expect(screen.queryByRole('button', { name: /^Take it/ })).toBeNull();
  });

  it('cannot be answered where this computer does not hold its record', async () => {
    await open({ ...asks(), record: null });
    expect(await title()).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
  });
});
