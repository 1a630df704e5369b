import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { WebhookDelivery, ShownWebhook } from '../../../bridge/calls/webhook-calls.ts';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import { endpointState, lastAnswer, nextOrDone } from './webhook-words.ts';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const [first, second] = ['0190b1f2-7c00-7000-8000-000000000f01', '0190b1f2-7c00-7000-8000-000000000f02'];
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const deal = givenShownRecord();
const webhook = (change: Partial<ShownWebhook> = {}): ShownWebhook => ({
  id,
  name: 'ERP, orders',
  url: 'https://erp.fenwright.example/hooks/outpost',
  content: 'thin',
  grants: ['crm/deal:read@org'],
  sends: [{ entity: 'crm/deal', fields: ['stage', 'value'] }, { entity: 'crm/account' }],
  events: [],
  madeAt: '2026-11-01T09:00:00.000Z',
  off: null,
  failingSince: null,
  tested: null,
  secrets: [
    { id: first, kind: 'hmac', shown: '7f2a', madeAt: '2026-08-12T09:00:00.000Z', endsAt: '2026-11-21T13:40:00.000Z' },
    { id: second, kind: 'hmac', shown: 'c91e', madeAt: '2026-11-20T13:40:00.000Z', endsAt: null },
  ],
  ...change,
});
const delivery = (change: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
  n: 4182,
  type: 'deal.updated',
  entity: 'crm/deal',
  subject: deal.id,
  state: 'waiting',
  tries: 2,
  dueAt: '2026-11-20T18:37:00.000Z',
  waitsFor: null,
  log: [{ at: '2026-11-20T11:02:00.000Z', status: 503, ms: 30_000, fault: null }],
  request: 'POST /hooks/outpost',
  answer: '503 Service Unavailable',
  madeAt: '2026-11-20T11:02:00.000Z',
  doneAt: null,
  ...change,
});

async function open(webhooks: readonly ShownWebhook[], handlers: Partial<BridgeHandlers> = {}, grants = [admin]) {
  const asked: CallInput<'webhooks.deliveries'>[] = [];
  const app = await renderApp({
    at: '/settings/webhooks',
    session: givenSession({ memberships: grants }),
    handlers: {
      'webhooks.list': () => Promise.resolve(accept({ webhooks: [...webhooks] })),
      'webhooks.deliveries': (question) => {
        asked.push(question);
        const deliveries = question.before === null ? [delivery()] : [delivery({ n: 7, type: 'account.created' })];
        return Promise.resolve(accept({ deliveries, more: question.before === null, records: { [deal.id]: deal } }));
      },
      ...handlers,
    },
  });
  return { ...app, asked };
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const dialog = async (name: RegExp) => within(await screen.findByRole('dialog', { name }));

describe('[EVT-9] the page of webhooks', () => {
  it('shows the endpoints, what the chosen one gets, its secrets and its deliveries', async () => {
    const other = webhook({ id: first, name: 'Old intranet', off: { at: '2026-11-04T09:00:00.000Z', why: 'failing' } });
    const { asked } = await open([webhook({ failingSince: '2026-11-20T11:02:00.000Z' }), other]);
    const details = within(await screen.findByRole('region', { name: 'ERP, orders' }));
    expect(details.getByText('Deals (stage, value) and Accounts')).toBeTruthy();
    expect(details.getByText(/^No good answer since/)).toBeTruthy();
    expect(details.getByText('whsec_••••7f2a')).toBeTruthy();
    const table = within(await details.findByRole('table'));
    expect(table.getByText('Acme renewal')).toBeTruthy();
    expect(table.getByText('503, 30.0 s')).toBeTruthy();
    fireEvent.click(table.getByRole('button', { name: /deal\.updated/ }));
    expect(
      within(screen.getByRole('region', { name: 'Event 4182' })).getByText('503 Service Unavailable'),
    ).toBeTruthy();
    press('Older');
    expect(await screen.findByText('account.created')).toBeTruthy();
    press('Delivered');
    await waitFor(() => expect(asked.at(-1)).toEqual({ id, state: 'done', before: null }));
    fireEvent.click(
      within(screen.getByRole('navigation', { name: 'Endpoints' })).getByRole('button', { name: /Old intranet/ }),
    );
    expect(await screen.findByRole('region', { name: 'Old intranet' })).toBeTruthy();
    expect(screen.getByText('off: no good answer for five days')).toBeTruthy();
  });

  it('adds an endpoint, and shows its secret once', async () => {
    const made: CallInput<'webhooks.make'>[] = [];
    await open([], {
      'webhooks.make': (input) => {
        made.push(input);
        return Promise.resolve(
          accept({ id, secret: { id: first, kind: 'hmac', secret: 'whsec_abc', publicKey: null } }),
        );
      },
    });
    await screen.findByText('Nothing is sent yet');
    fireEvent.click(screen.getAllByRole('button', { name: /^New endpoint/ })[0] as HTMLElement);
    const form = await dialog(/^New endpoint/);
    const go = () => fireEvent.click(form.getByRole('button', { name: /^Add the endpoint/ }));
    go();
    await form.findByText('Name it after the program.');
    fireEvent.change(form.getByLabelText('Name'), { target: { value: ' ERP ' } });
    go();
    await form.findByText('Enter an address that begins with https://.');
    fireEvent.change(form.getByLabelText('Address'), { target: { value: 'https://erp.example/hooks' } });
    go();
    await form.findByText('Choose what it gets.');
    fireEvent.click(form.getByRole('checkbox', { name: 'Deals' }));
    fireEvent.click(form.getByRole('radio', { name: 'The record, too' }));
    go();
    expect((await dialog(/^The new secret/)).getByText('whsec_abc')).toBeTruthy();
    expect(made).toEqual([{ name: 'ERP', url: 'https://erp.example/hooks', content: 'full', kinds: ['crm/deal'], events: [], kind: 'hmac' }]); // prettier-ignore
  });

  it('tests, replays, turns off and removes an endpoint, gives it a secret, ends one, and sends a delivery', async () => {
    const asked: unknown[] = [];
    const note =
      <T,>(value: T) =>
      (input: unknown) =>
        Promise.resolve(asked.push(input)).then(() => accept(value));
    await open([webhook()], {
      'webhooks.test': note({ at: '2026-11-20T09:00:00.000Z', status: 200, ms: 400, fault: null }),
      'webhooks.turn': note(null),
      'webhooks.replay': note({ events: 12 }),
      'webhooks.remove': note(null),
      'webhooks.newSecret': note({ id: first, kind: 'hmac' as const, secret: 'whsec_new', publicKey: null }),
      'webhooks.endSecret': note(null),
      'webhooks.send': note(null),
    });
    await screen.findByRole('region', { name: 'ERP, orders' });
    const confirm = async (button: string | RegExp, title: RegExp, yes: string) => {
      fireEvent.click(await screen.findByRole('button', { name: button }));
      fireEvent.click((await dialog(title)).getByRole('button', { name: yes }));
      await waitFor(() => expect(screen.queryByRole('dialog', { name: title })).toBeNull());
    };
    press('Send a test');
    press('Turn off');
    await screen.findByText('Turned off ERP, orders');
    await confirm('Replay…', /^Replay events/, 'Send them again');
    expect(await screen.findByText('Looks at 12 changes again')).toBeTruthy();
    await confirm(/^End now.*7f2a/, /^End the secret now/, 'End it');
    fireEvent.click((await screen.findAllByRole('button', { name: /deal\.updated/ }))[0] as HTMLElement);
    press('Send it now');
    await confirm('New secret', /^Another secret/, 'Make the secret');
    fireEvent.click((await dialog(/^The new secret/)).getByRole('button', { name: 'I have kept it' }));
    await confirm('Remove…', /^Remove the endpoint/, 'Remove it');
    expect(asked).toEqual([
      { id },
      { id, isOn: false },
      { id, from: expect.any(String) as string },
      { id, secret: first },
      { id, n: 4182 },
      { id, kind: 'hmac' },
      { id },
    ]);
  });

  it('says that it needs the server, and is for administrators only', async () => {
    const refusal = refuse('sync/offline', 'The server can’t be reached.', {});
    const { unmount } = await open([], { 'webhooks.list': () => Promise.resolve(refusal) });
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    unmount();
    await open([webhook()], {}, [{ ...admin, role: 'member', grants: ['crm/*:read@org'] }]);
    await screen.findByText('Only administrators change webhooks');
    expect(screen.queryByRole('navigation', { name: 'Endpoints' })).toBeNull();
  });

  it('has words for every state', () => {
    const formats = { instant: (at: string) => at.slice(11, 16) };
    expect(endpointState(webhook({ off: { at: '', why: 'gone' } }))).toEqual({ text: 'off: the address answered that it is gone', tone: 'warn' }); // prettier-ignore
    expect(endpointState(webhook())).toEqual({ text: 'up to date', tone: 'good' });
    expect(lastAnswer(delivery({ log: [{ at: '', status: null, ms: 10_000, fault: 'timeout' }] }))).toBe(
      'timeout, 10.0 s',
    );
    expect([lastAnswer(delivery({ log: [] })), lastAnswer(delivery({ log: [], state: 'skipped' }))]).toEqual(['no try yet', 'not sent']); // prettier-ignore
    expect(nextOrDone(delivery(), formats)).toBe('18:37');
    expect(nextOrDone(delivery({ waitsFor: 4_100 }), formats)).toBe('after event 4100 of the same record');
    expect(nextOrDone(delivery({ state: 'done', doneAt: '2026-11-20T11:03:00.000Z' }), formats)).toBe(
      'Delivered, 11:03',
    );
  });
});
