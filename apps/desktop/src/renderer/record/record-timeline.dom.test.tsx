import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ActRequest, CallInput, CallOutput, ShownRecord } from '../../bridge/contract.ts';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const account = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000ac01',
  entity: 'crm/account',
  fields: { name: 'Acme' },
});
const deal = '0190b1f2-7c00-7000-8000-000000000d07';
const at = `/record/${account.id}`;

const call = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000ca11',
  entity: 'crm/activity',
  createdBy: dana,
  fields: { about: `crm/deal:${deal}`, kind: 'call', subject: 'Price', happensAt: '2026-11-19T10:00:00.000Z' },
});
const moved: Extract<CallOutput<'records.timeline'>['entries'][number], { kind: 'change' }> = {
  kind: 'change',
  at: '2026-11-18T10:00:00.000Z',
  row: {
    n: 3,
    id: deal,
    entity: 'crm/deal',
    act: null,
    group: null,
    undoes: null,
    label: '',
    by: me,
    device: null,
    at: '2026-11-18T10:00:00.000Z',
    madeAt: null,
    kind: 'changed',
    superseded: {},
    changed: { stage: ['engaging', 'proposal'] },
  },
};

/** Opens the account. The replica gives a call and a change of its deal if the related records are asked for. */
async function opened(more: { readonly definitions?: Partial<OwnDefinitions> } = {}) {
  const asked: CallInput<'records.timeline'>[] = [];
  const app = await renderApp({
    rows: [account],
    at,
    ...(more.definitions ? { definitions: more.definitions } : {}),
    handlers: {
      'records.timeline': (question) => {
        asked.push(question);
        const entries = question.withRelated
          ? [{ kind: 'record' as const, at: '2026-11-19T10:00:00.000Z', parent: deal, record: call }, moved]
          : [];
        return Promise.resolve(
          accept({
            entries: entries.filter((entry) =>
              entry.kind === 'change' ? question.changes : question.parts?.includes('crm/activity'),
            ),
            refs: { [deal]: { entity: 'crm/deal', title: 'Estate network', life: 'alive' } },
            names: { [dana]: 'Dana' },
            more: false,
            filled: ['crm/activity'],
            related: { count: question.withRelated ? 1 : 0, isAll: true },
          }),
        );
      },
    },
  });
  const scope = within(await screen.findByRole('group', { name: 'Scope of the entries' }));
  const kinds = within(screen.getByRole('group', { name: 'Kinds of entry' }));
  return { ...app, asked, scope, kinds };
}
const isOn = (button: HTMLElement) => button.getAttribute('aria-pressed') === 'true';

describe('the timeline of a record', () => {
  it('shows its own entries, and those of related records if the person chooses them, each with a link', async () => {
    const { scope, asked, router } = await opened();
    expect(isOn(scope.getByRole('button', { name: 'This account only' }))).toBe(true);
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ id: account.id, withRelated: false, changes: true }));
    fireEvent.click(scope.getByRole('button', { name: 'With deals and contacts' }));
    expect(await screen.findByText('Dana logged a call: Price')).toBeDefined();
    expect(screen.getByText('You moved it to Proposal from Engaging')).toBeDefined();
    const links = screen.getAllByRole('button', { name: 'Estate network' });
    expect(links).toHaveLength(2);
    fireEvent.click(links[0] ?? document.body);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal}`));
  });

  it('remembers on this device whose entries and which kinds of entry a person shows', async () => {
    const { scope, kinds, local, asked } = await opened();
    fireEvent.click(scope.getByRole('button', { name: /^With / }));
    await screen.findByText('Dana logged a call: Price');
    fireEvent.click(kinds.getByRole('button', { name: 'Changes' }));
    await waitFor(() => expect(screen.queryByText(/^You moved it/)).toBeNull());
    expect(local.get('timeline/crm/account')).toEqual({ withRelated: true, off: ['changes'] });
    expect(asked.at(-1)).toMatchObject({
      changes: false,
      withRelated: true,
      parts: [
        'crm/activity',
        'crm/task',
        'crm/letter',
        'platform/file',
        'platform/share-end',
        'platform/press',
        'platform/decision',
        'crm/enrolment',
        'crm/consent',
        'crm/private-email',
      ],
    });
  });

  it('offers the kinds that have entries, those that are turned off, and the others behind a button', async () => {
    const { kinds } = await opened();
    const named = () => kinds.getAllByRole('button').map(({ textContent }) => textContent);
    await waitFor(() => expect(named()).toEqual(['Activities', 'Changes', 'Other kinds']));
    fireEvent.click(kinds.getByRole('button', { name: 'Other kinds' }));
    expect(named()).toContain('Tasks');
    fireEvent.click(kinds.getByRole('button', { name: 'Files' }));
    fireEvent.click(kinds.getByRole('button', { name: 'Other kinds' }));
    await waitFor(() => expect(named()).toEqual(['Activities', 'Files', 'Changes', 'Other kinds']));
  });

  it('says where the chosen kinds have no entry, and shows all kinds again', async () => {
    const { kinds, local } = await opened();
    fireEvent.click(await kinds.findByRole('button', { name: 'Activities' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Show all kinds' }));
    await waitFor(() => expect(local.get('timeline/crm/account')).toEqual({ withRelated: false, off: [] }));
    expect(await screen.findByText(/^This device has no entries/)).toBeDefined();
  });

  it('[K-3] includes the tenant’s own kinds: as entries and as related records', async () => {
    const visit = { name: 'visit', label: 'Visit', labelMany: 'Visits', belongsTo: 'crm/account' };
    const { scope, kinds } = await opened({ definitions: { entities: [visit] } });
    expect(scope.getByRole('button', { name: 'With deals, contacts and visits' })).toBeDefined();
    fireEvent.click(kinds.getByRole('button', { name: 'Other kinds' }));
    expect(kinds.getByRole('button', { name: 'Visits' })).toBeDefined();
  });

  it('offers what a person can decide about an entry, to those who may change its record', async () => {
    const mail = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-00000000ca12',
      entity: 'crm/activity',
      ownerId: me,
      fields: {
        about: `crm/account:${account.id}`,
        kind: 'email',
        delivery: 'send',
        subject: 'Offer',
        deliveryStatus: 'failed',
        deliveryError: 'The mailbox is full.',
      },
    });
    const others = { ...mail, id: '0190b1f2-7c00-7000-8000-00000000ca13', ownerId: dana, inherited: null };
    const performed: ActRequest[] = [];
    const entriesOf = (records: readonly ShownRecord[]) => ({
      entries: records.map((record) => ({ kind: 'record' as const, at: '2026-11-19T10:00:00.000Z', parent: account.id, record })),
      refs: {},
      names: {},
      more: false,
      filled: ['crm/activity'],
      related: { count: 0, isAll: true },
    }); // prettier-ignore
    await renderApp({
      rows: [account],
      at,
      handlers: {
        'records.timeline': () => Promise.resolve(accept(entriesOf([mail, others]))),
        'acts.perform': (request) => {
          performed.push(request);
          return Promise.resolve(accept({ act: me, ids: [mail.id] }));
        },
      },
    });
    expect(await screen.findAllByText(/could not be sent: The mailbox is full/)).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Send it again' }));
    await waitFor(() =>
      expect(performed).toMatchObject([
        { label: 'To be sent again: Offer', edits: [{ id: mail.id, fields: { deliveryDecision: 'again' } }] },
      ]),
    );
  });

  it('[MBX-21] shares a private e-mail by one act, which makes the shared one and removes the private one', async () => {
    const about = `crm/account:${account.id}`;
    const [id, sharedAs] = ['0190b1f2-7c00-7000-8000-00000000ca14', '0190b1f2-7c00-8000-8000-00000000ca15'];
    const mail = givenShownRecord({
      id,
      entity: 'crm/private-email',
      ownerId: me,
      teamId: null,
      sharedWith: [],
      inherited: null,
      fields: { about, kind: 'email', fromAddress: 'cleo@example.com', subject: 'Re: Offer', body: 'Nine.', sharedAs },
    });
    const performed: ActRequest[] = [];
    await renderApp({
      rows: [account],
      at,
      handlers: {
        'records.timeline': () =>
          Promise.resolve(
            accept({
              entries: [{ kind: 'record' as const, at: '2026-11-19T10:00:00.000Z', parent: account.id, record: mail }],
              refs: {},
              names: {},
              more: false,
              filled: ['crm/activity'],
              related: { count: 0, isAll: true },
            }),
          ),
        'acts.perform': (request) => {
          performed.push(request);
          return Promise.resolve(accept({ act: me, ids: [id, sharedAs] }));
        },
      },
    });
    expect(await screen.findByText('Only you see it')).toBeDefined();
    expect(screen.getByText('Nine.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Let others see it' }));
    await waitFor(() =>
      expect(performed).toEqual([
        {
          label: 'Shared an e-mail',
          shape: 'together',
          edits: [
            {
              entity: 'crm/activity',
              id: sharedAs,
              create: {
                fields: { about, kind: 'email', direction: 'in', fromAddress: 'cleo@example.com', subject: 'Re: Offer', body: 'Nine.' },
                ownerId: me,
              },
            },
            { entity: 'crm/private-email', id, fields: { life: 'deleted' } },
          ],
        },
      ]),
    ); // prettier-ignore
  });
});
