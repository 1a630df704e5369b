import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ReceivedDelivery, ShownSource } from '../../../bridge/calls/source-calls.ts';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import { receivedResult, sourceState } from './source-words.ts';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const secretId = '0190b1f2-7c00-7000-8000-000000000f01';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const source = (change: Partial<ShownSource> = {}): ShownSource => ({
  id,
  name: 'Website',
  url: 'https://crm.example/hooks/o/in/a',
  proof: 'standard',
  header: null,
  mapping: { entity: 'crm/lead', mode: 'create', matchBy: null, isOwned: true, fields: { name: { from: 'lead.name' }, status: { is: 'New' } } }, // prettier-ignore
  madeBy: id,
  madeAt: '2026-11-01T09:00:00.000Z',
  offAt: null,
  refused: null,
  lastAt: '2026-11-20T07:00:00.000Z',
  failed: 1,
  waiting: 0,
  secrets: [{ id: secretId, shown: '7f2a', madeAt: '2026-11-01T09:00:00.000Z', endsAt: null }],
  ...change,
});
const delivery = (change: Partial<ReceivedDelivery> = {}): ReceivedDelivery => ({
  n: 41,
  sentId: 'msg_1',
  state: 'failed',
  outcome: null,
  faults: [{ field: 'email', message: '“ada” is not an e-mail address. One address, such as ada@example.com.' }],
  entity: null,
  record: null,
  payload: '{"lead":{"name":"Ada","mail":"ada@example.com"},"budget":12}',
  receivedAt: '2026-11-20T07:00:00.000Z',
  doneAt: '2026-11-20T07:00:00.100Z',
  ...change,
});

/** The first test of a file loads the screens of the settings, which takes long on a loaded machine. */
const loaded = { timeout: 20_000 };

async function open(sources: readonly ShownSource[], handlers: Partial<BridgeHandlers> = {}) {
  const app = await renderApp({
    at: '/settings/webhooks-in',
    session: givenSession({ memberships: [admin] }),
    handlers: {
      'sources.list': () => Promise.resolve(accept({ sources: [...sources] })),
      'sources.deliveries': () => Promise.resolve(accept({ deliveries: [delivery()], more: false, records: {} })),
      ...handlers,
    },
  });
  await screen.findByRole('navigation', { name: 'Settings' }, loaded);
  return app;
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const type = (label: string | RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } }); // prettier-ignore

describe('[EVT-13] the page of webhooks in', () => {
  it('shows what a source does, and lets a delivery that failed be tried again or discarded', async () => {
    const asked: string[] = [];
    const note = (call: string) => (input: CallInput<'sources.again'>) => {
      asked.push(`${call} ${input.n}`);
      return Promise.resolve(accept(null));
    };
    await open([source()], { 'sources.again': note('again'), 'sources.discard': note('discard') });
    const details = within(await screen.findByRole('region', { name: 'Website' }));
    expect(details.getByText('Add a new lead each time')).toBeTruthy();
    expect(details.getByText('https://crm.example/hooks/o/in/a')).toBeTruthy();
    const table = within(await details.findByRole('table'));
    fireEvent.click(table.getByRole('button', { name: /msg_1/ }));
    const one = within(screen.getByRole('region', { name: 'Delivery 41' }));
    expect(one.getByText('E-mail:')).toBeTruthy();
    expect(one.getByText(/"budget": 12/)).toBeTruthy();
    press('Try it again');
    await waitFor(() => expect(asked).toEqual(['again 41']));
    press('Discard it');
    await waitFor(() => expect(asked).toEqual(['again 41', 'discard 41']));
  });

  it('offers the places of a sample, shows what each field gets, and saves the mapping with its secret shown once', async () => {
    const made: CallInput<'sources.make'>[] = [];
    await open([], {
      'sources.make': (input) => {
        made.push(input);
        return Promise.resolve(accept({ id, source: source(), secret: { id: secretId, secret: 'whsec_once' } }));
      },
      'sources.preview': () => Promise.resolve(accept({ kind: 'created' as const, faults: [], record: null })),
    });
    expect(await screen.findByText('Nothing is received yet')).toBeTruthy();
    fireEvent.click(screen.getAllByRole('button', { name: 'New source' })[0] as HTMLElement);
    await screen.findByRole('dialog', { name: 'New source' });
    press(/^Add the source/);
    expect(await screen.findByText('Name it after the program that sends.')).toBeTruthy();
    type('Name of the source', 'Website');
    type('A delivery becomes', 'crm/lead');
    type('Sample', '{"lead":{"name":"Ada","mail":"ada"},"source":"Pigeon"}');
    expect((screen.getByLabelText<HTMLInputElement>('Name: place in the payload')).value).toBe('lead.name'); // prettier-ignore
    expect(screen.getByText('“Pigeon” is not one of the choices. One of: Website, Referral, Event, Call-in, Partner, Social media, Other.')).toBeTruthy(); // prettier-ignore
    expect(screen.getByText('“ada” is not an e-mail address. One address, such as ada@example.com.')).toBeTruthy();
    type('Sample', '{"lead":{"name":"Ada","mail":"ada@example.com"},"source":"website"}');
    press('Try the sample');
    expect(await screen.findByText('It would add a new lead. Nothing was written.')).toBeTruthy();
    press('Leave out Source');
    press(/^Add the source/);
    await waitFor(() => expect(made).toHaveLength(1));
    expect(made[0]).toEqual({
      name: 'Website', proof: 'standard', header: null,
      mapping: { entity: 'crm/lead', mode: 'create', matchBy: null, isOwned: true, fields: { name: { from: 'lead.name' }, email: { from: 'lead.mail' }, status: { is: 'New' } } },
    }); // prettier-ignore
    expect(await screen.findByText('whsec_once')).toBeTruthy();
  });

  it('says at its field what is wrong in a mapping, and nothing is sent', async () => {
    await open([source()]);
    await screen.findByRole('region', { name: 'Website' });
    press('Edit the fields');
    await screen.findByRole('dialog', { name: 'Fields of Website' });
    type('Name: place in the payload', 'lead..name');
    press(/^Save/);
    expect(await screen.findByText(/“lead..name” is not a place in a payload/)).toBeTruthy();
    type('Name: place in the payload', 'lead.name');
    fireEvent.click(screen.getByRole('radio', { name: 'Change the lead that is there, else add one' }));
    press(/^Save/);
    expect(await screen.findByText('Choose the field by which an existing record is found.')).toBeTruthy();
    press('Take the last delivery');
    await waitFor(() => expect((screen.getByLabelText<HTMLTextAreaElement>('Sample')).value).toContain('"budget": 12')); // prettier-ignore
    expect(screen.getAllByText(/In the sample:/).map(({ textContent }) => textContent)).toEqual(['In the sample: Ada']); // a fixed value is not read from it
  });

  it('asks for the sources again when the log shows a delivery that they do not know', async () => {
    const asked: number[] = [];
    const list = () => Promise.resolve(accept({ sources: [source({ lastAt: asked.push(1) === 1 ? null : '2026-11-20T07:00:00.000Z' })] })); // prettier-ignore
    await open([], { 'sources.list': list });
    await screen.findByRole('region', { name: 'Website' });
    await waitFor(() => expect(screen.queryByText('nothing came yet')).toBeNull());
    expect(asked.length).toBe(2);
  });

  it('says why it shows nothing while the device is offline', async () => {
    await open([], {
      'sources.list': () => Promise.resolve(refuse('sync/offline', 'The server does not answer.', {})),
    });
    expect(await screen.findByRole('alert')).toBeTruthy();
  });

  it('names states and results in words', () => {
    expect(sourceState(source())).toEqual({ text: '1 failed', tone: 'warn' });
    expect(sourceState(source({ failed: 0, lastAt: null })).text).toBe('nothing came yet');
    expect(receivedResult({ state: 'done', outcome: 'same' })).toBe('Already so');
  });
});
