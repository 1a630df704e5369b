import { type CampaignCounts, keptCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-000000000f${String(n).padStart(2, '0')}`;
const made = (entity: string, n: number, fields: ShownRecord['fields']) => givenShownRecord({ id: idOf(n), entity, fields }); // prettier-ignore

const variants = ['a', 'b'].map((id) => ({ id, words: id === 'a' ? 'Ready for winter?' : 'Before the frost' }));
const plan = { where: null, living: false, variants, test: { share: 20, measure: 'replied', waitHours: 24, certainty: 90 }, window: { from: '09:00', until: '17:00', weekdays: true }, perHour: 600, cost: { currency: 'USD', each: 0.05, fixed: 480, budget: 1_000 }, dealDays: 60 } as const; // prettier-ignore
const none = { opened: 0, clicked: 0, waits: 0, written: 0, delivered: 0, failed: 0, unknown: 0, replied: 0, optedOut: 0, deals: 0, won: 0, sent: 0 }; // prettier-ignore
const counts: CampaignCounts = {
  at: '2026-11-20T09:00:00.000Z',
  parts: [
    { ...none, part: 'test', variant: 'a', sent: 481, replied: 20, deals: 4, won: 1 },
    { ...none, part: 'test', variant: 'b', sent: 481, replied: 29, deals: 7, won: 1 },
    { ...none, part: 'rest', variant: null, waits: 3_850 },
  ],
  leftOut: { 'MSG-5': 211, 'MSG-4': 96, 'same-address': 16 },
  wonValue: { USD: 4_180_000 },
  openValue: { USD: 18_630_000 },
  isRead: true,
  nextAt: '2026-11-20T17:00:00.000Z',
  waitsFor: 'test',
};
const campaign = (fields: ShownRecord['fields'] = {}) => made('crm/campaign', 1, { name: 'Winter check', about: 'crm/contact', purpose: 'offers', channel: 'text', plan, status: 'running', counts: keptCounts(counts), ...fields }); // prettier-ignore

const answering = (rows: readonly ShownRecord[], more: Partial<BridgeHandlers> = {}): Partial<BridgeHandlers> => ({
  'records.list': ({ entity }) => Promise.resolve(accept({ rows: rows.filter((row) => row.entity === entity), refs: {}, next: null })), // prettier-ignore
  ...more,
});
const givenPage = (rows: readonly ShownRecord[], more: Parameters<typeof renderApp>[0] = {}, handlers: Partial<BridgeHandlers> = {}) =>
  renderApp({ rows, at: '/campaigns', handlers: answering(rows, handlers), ...more }); // prettier-ignore
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const write = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('[CMP-10] the page of campaigns', () => {
  it('says what belongs here, and begins the first one', async () => {
    await givenPage([]);
    expect(await screen.findByText('No campaigns yet')).toBeDefined();
    fireEvent.click(screen.getAllByRole('button', { name: /New campaign/ })[0] as Element);
    expect(await screen.findByLabelText('Name')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Start the campaign' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('shows the list with its reasons, the funnel, the test with its rule, and what it brought', async () => {
    await givenPage([campaign()]);
    const shown = within(await screen.findByRole('region', { name: 'Winter check' }));
    expect(shown.getByText('Running, test part')).toBeDefined();
    expect(shown.getByText('5,135')).toBeDefined();
    expect(shown.getAllByText('4,812').length).toBeGreaterThan(0);
    expect(shown.getByText('No consent')).toBeDefined();
    expect(shown.getByText('20 % of members', { exact: false })).toBeDefined();
    expect(shown.getByText('29, 6.0 %')).toBeDefined();
    expect(shown.getByText(/Now B leads with 90\.\d %/)).toBeDefined();
    expect(shown.getByText('$41,800')).toBeDefined();
  });

  it('[CMP-14] shows how many members are at each message, and what became of them', async () => {
    const zero = { written: 0, delivered: 0, opened: 0, clicked: 0, optedOut: 0, failed: 0, unknown: 0, leftOut: 0 };
    const steps = [
      { ...zero, step: 'first', comes: 0, sent: 962, replied: 49, stopped: 0 },
      { ...zero, step: 'message-2', comes: 513, sent: 400, replied: 8, stopped: 49 },
    ];
    const more = { ...plan, steps: [{ id: 'wait-2', kind: 'wait', count: 2, unit: 'day' }, { id: 'message-2', kind: 'text', words: 'Are you there?' }] } as const; // prettier-ignore
    await givenPage([campaign({ plan: more, counts: keptCounts({ ...counts, steps }) })]);
    const table = within(await screen.findByRole('group', { name: 'Messages of the campaign' }));
    const rows = table.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent)); // prettier-ignore
    expect(rows.slice(1)).toEqual([
      ['Message 1, Text', '0', '962', '0', '0', '0', '49', '0', '0', '0'],
      ['Message 2, Text', '513', '400', '0', '0', '0', '8', '49', '0', '0'],
    ]);
  });

  it('[CMP-16] shows how many letters wait for print', async () => {
    const zero = { written: 0, delivered: 0, opened: 0, clicked: 0, replied: 0, optedOut: 0, failed: 0, unknown: 0, leftOut: 0, stopped: 0 }; // prettier-ignore
    const steps = [{ ...zero, step: 'first', comes: 0, sent: 9 }, { ...zero, step: 'message-2', comes: 1, sent: 3, letters: 5 }]; // prettier-ignore
    const letters = { 'message-2': idOf(9) };
    const more = { ...plan, steps: [{ id: 'message-2', kind: 'letter', template: idOf(8) }], letters } as const;
    await givenPage([campaign({ plan: more, counts: keptCounts({ ...counts, steps }) })]);
    const table = within(await screen.findByRole('group', { name: 'Messages of the campaign' }));
    const rows = table.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent).slice(0, 4));
    expect(rows).toEqual([['Message', 'To come', 'Waits for print', 'Sent'], ['Message 1, Text', '0', '0', '9'], ['Message 2, Letter', '1', '5', '3']]); // prettier-ignore
  });

  it('pauses, lets it go on and cancels what was not sent', async () => {
    const { performed } = await givenPage([campaign()]);
    await screen.findByRole('region', { name: 'Winter check' });
    press('Pause');
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Paused Winter check', edits: [{ id: idOf(1), fields: { status: 'paused' } }] }])); // prettier-ignore
    press('Cancel what was not sent');
    await waitFor(() => expect(performed[1]).toMatchObject({ edits: [{ fields: { status: 'cancelled' } }] }));
  });

  it('lets a person choose a winner, with the reason', async () => {
    const { performed } = await givenPage([campaign()]);
    await screen.findByRole('region', { name: 'Winter check' });
    press('Choose B');
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ fields: { winner: 'b', winnerWhy: expect.stringContaining('chose B before the rule decided') as string } }] }])); // prettier-ignore
  });

  it('asks the server for the members, and says that it cannot without one', async () => {
    const member = { n: 5, entity: 'crm/contact', record: idOf(2), title: 'Maris Oakhurst', variant: 'a', state: 'sent', reason: null, sentAt: '2026-11-20T09:00:00.000Z', repliedAt: null, optedOutAt: null, deal: null }; // prettier-ignore
    const asked: unknown[] = [];
    await givenPage([campaign()], {}, { 'packs.ask': (input) => (asked.push(input), Promise.resolve(accept({ value: { members: [member], hidden: 3, next: null } }))) }); // prettier-ignore
    await screen.findByRole('region', { name: 'Winter check' });
    press(/^Members/);
    expect(await screen.findByText('Maris Oakhurst')).toBeDefined();
    expect(screen.getByText(/3 other members on this page are of records that you do not see/)).toBeDefined();
    expect(asked).toEqual([{ pack: 'crm', route: 'campaign-members', given: { campaign: idOf(1), after: 0, only: 'all' } }]); // prettier-ignore
  });

  it('says why the members are not there', async () => {
    await givenPage([campaign()], {}, { 'packs.ask': () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})) }); // prettier-ignore
    await screen.findByRole('region', { name: 'Winter check' });
    press(/^Left out/);
    expect(await screen.findByText('The server can’t be reached.')).toBeDefined();
  });

  it('offers no change to a person who may only read', async () => {
    const reader = givenSession({ memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await givenPage([campaign()], { session: reader });
    await screen.findByRole('region', { name: 'Winter check' });
    for (const name of [/New campaign/, 'Pause', 'Choose B']) expect(screen.queryByRole('button', { name })).toBeNull();
  });
});

describe('[CMP-10] the editor of a campaign', () => {
  it('starts a text campaign by one act, after its preview over the data of this device', async () => {
    const people = [made('crm/contact', 2, { name: 'Maris', mobile: '+13035550164' }), made('crm/contact', 3, { name: 'Nobody' })]; // prettier-ignore
    const { performed } = await givenPage(people);
    fireEvent.click((await screen.findAllByRole('button', { name: /New campaign/ }))[0] as Element);
    await screen.findByLabelText('Name');
    write('Name', 'Winter check');
    write('Purpose', 'contract');
    write('Channel', 'text');
    write('Message: words', 'Hello {{ contact.firstName }}');
    expect(await screen.findByText('would get it now', { exact: false })).toBeDefined();
    expect(await screen.findByText('No address for this channel')).toBeDefined();
    press('Start the campaign');
    await waitFor(() => expect(performed).toMatchObject([
      { label: 'Started the campaign Winter check', edits: [{ entity: 'crm/campaign', create: { fields: { name: 'Winter check', about: 'crm/contact', purpose: 'contract', channel: 'text', status: 'running', plan: { variants: [{ id: 'a', words: 'Hello {{ contact.firstName }}' }], perHour: 600, test: null } } } }] },
    ])); // prettier-ignore
  });

  it('[CMP-15] has a post on a connected account, and says what it lacks', async () => {
    const account = made('crm/social-account', 4, { name: 'Fenwright', network: 'facebook', status: 'connected' });
    const { performed } = await givenPage([account]);
    fireEvent.click((await screen.findAllByRole('button', { name: /New campaign/ }))[0] as Element);
    await screen.findByLabelText('Name');
    write('Name', 'Winter check');
    write('Channel', 'text');
    write('Message: words', 'Hello');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Add a post' }).getAttribute('aria-disabled')).not.toBe('true')); // prettier-ignore
    press('Add a post');
    await screen.findByLabelText('Post 1: account');
    write('Post 1: account', account.id);
    write('Post 1: words', 'Winter check for all');
    press('Start the campaign');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({ create: { fields: { plan: { posts: [{ id: 'post-1', account: account.id, words: 'Winter check for all', days: 0 }] } } } }); // prettier-ignore
  });

  it('[CMP-11] starts a campaign of several messages, and says what one lacks and where opens are not followed', async () => {
    const { performed } = await givenPage([]);
    fireEvent.click((await screen.findAllByRole('button', { name: /New campaign/ }))[0] as Element);
    await screen.findByLabelText('Name');
    write('Name', 'Winter check');
    write('Purpose', 'contract');
    write('Channel', 'text');
    write('Message: words', 'Hello');
    press('Add a later message');
    write('Message 2: goes to', 'opened');
    expect(await screen.findByText(/^Opens and links are not followed, so all of them get it/)).toBeDefined();
    write('Message 2: channel', 'text');
    write('Message 2: words', 'Born {{ contact.birthday }}');
    expect(await screen.findByText(/there is no value “contact.birthday”/)).toBeDefined();
    write('Message 2: words', 'Are you there?');
    expect(screen.getByRole('button', { name: 'Start the campaign' }).getAttribute('aria-disabled')).toBe('true'); // no e-mail can be opened
    write('Message 2: goes to', 'delivered');
    write('Message 2: days later', '2');
    press('Start the campaign');
    const steps = [
      { id: 'wait-2', kind: 'wait', count: 2, unit: 'day' },
      { id: 'if-2-first', kind: 'if', when: { message: 'first', is: 'delivered' } },
      { id: 'else-if-2-first', kind: 'else', of: 'if-2-first' },
      { id: 'message-2', kind: 'text', words: 'Are you there?' },
      { id: 'end-if-2-first', kind: 'end', of: 'if-2-first' },
    ];
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ create: { fields: { plan: { steps } } } }] }]));
  });

  it('[CMP-16] starts a campaign with a letter of a template, to contacts only', async () => {
    const template = made('crm/template', 5, { name: 'By post', about: 'crm/contact' });
    const version = made('crm/template-version', 6, { template: template.id, subject: 'Your roof', words: 'Dear {{ contact.firstName }}' }); // prettier-ignore
    const { performed } = await givenPage([template, version]);
    fireEvent.click((await screen.findAllByRole('button', { name: /New campaign/ }))[0] as Element);
    await screen.findByLabelText('Name');
    write('Name', 'Winter check');
    write('Channel', 'text');
    write('Message: words', 'Hello');
    press('Add a later message');
    write('Message 2: channel', 'letter');
    expect(await screen.findByText(/waits for a print batch/)).toBeDefined();
    await screen.findByRole('option', { name: 'By post' });
    write('Message 2: template', template.id);
    const start = screen.getByRole('button', { name: 'Start the campaign' });
    await waitFor(() => expect(start.getAttribute('aria-disabled')).not.toBe('true'));
    write('Goes to', 'crm/lead');
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBe('true'));
    write('Goes to', 'crm/contact');
    await waitFor(() => expect(start.getAttribute('aria-disabled')).not.toBe('true'));
    press('Start the campaign');
    const steps = [{ id: 'wait-2', kind: 'wait', count: 3, unit: 'day' }, { id: 'message-2', kind: 'letter', template: template.id }]; // prettier-ignore
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ create: { fields: { plan: { steps, letters: { 'message-2': version.id } } } } }] }])); // prettier-ignore
  });

  it('refuses a value that campaigns do not have, at its message', async () => {
    await givenPage([]);
    fireEvent.click((await screen.findAllByRole('button', { name: /New campaign/ }))[0] as Element);
    await screen.findByLabelText('Name');
    write('Name', 'Winter check');
    write('Channel', 'text');
    write('Message: words', 'Born {{ contact.birthday }}');
    expect(await screen.findByText(/there is no value “contact.birthday”/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Start the campaign' }).getAttribute('aria-disabled')).toBe('true');
  });
});
