import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallInput, Session } from '../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { type GivenReplica, givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const task = (place: number, fields: object) =>
  givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000e0${place}`, entity: 'crm/task', fields: { ...fields } });
const late = task(1, { subject: 'Call Ada', dueAt: '2020-01-01T09:00:00.000Z', done: false });
const finished = task(2, { subject: 'Send the offer', done: true });
const quiet = givenShownRecord({ updatedAt: '2020-01-01T09:00:00.000Z' });

/** Answers lists with the records of their kind: the finished task for filters that ask for finished ones. */
const lists = ({ entity, where }: CallInput<'records.list'>) => {
  const asksDone = JSON.stringify(where ?? {}).includes('"op":"within","value":"today"');
  const tasks = asksDone ? [finished] : [late];
  return Promise.resolve(accept({ rows: entity === 'crm/task' ? tasks : entity === quiet.entity ? [quiet] : [], refs: {}, next: null })); // prettier-ignore
};
const panel = async (name: string) => within(await screen.findByRole('region', { name }));

describe('[T-20] the home page', () => {
  it('draws the panels that the packs declare', async () => {
    await renderApp({ rows: [late, quiet], handlers: { 'records.list': lists } });
    const tasks = await panel('Tasks');
    expect(await tasks.findByRole('button', { name: 'Call Ada' })).toBeDefined();
    const box = await tasks.findByRole<HTMLInputElement>('checkbox', { name: 'Done: Send the offer' });
    expect(box.checked).toBe(true);
    expect(tasks.getByText('1 done today')).toBeDefined();
    const deals = await panel('Quiet deals');
    expect(await deals.findByText(/^\d,\d{3} days$/)).toBeDefined();
    expect(deals.getByText('$46,800')).toBeDefined();
    const figures = ['My won value', 'Calls I logged', 'My open deals'];
    await Promise.all(figures.map((name) => panel(name)));
    expect(await screen.findByText(/^1 task left, 1 late$/)).toBeDefined();
  });

  it('counts what is left today by its kind', async () => {
    const count = (value: string | null, number: number) => ({ value, count: number, sums: {} });
    const summary: NonNullable<GivenReplica['handlers']>['records.summary'] = ({ entity, groupBy, where }) => {
      const isLate = JSON.stringify(where).endsWith('"value":"past"}]}');
      const groups = groupBy === 'kind' ? [count('meeting', 1), count('call', 2)] : entity === 'crm/task' ? [count(null, isLate ? 1 : 6)] : []; // prettier-ignore
      return Promise.resolve(accept({ groups, refs: {} }));
    };
    await renderApp({ handlers: { 'records.summary': summary } });
    expect(await screen.findByText('2 calls, 1 meeting, 6 tasks left, 1 late')).toBeDefined();
  });

  it('shows the open deals by stage with their sum and its weighted part', async () => {
    const summary: NonNullable<GivenReplica['handlers']>['records.summary'] = ({ groupBy }) =>
      Promise.resolve(
        accept({
          groups: [{ value: groupBy === 'stage' ? 'proposal' : null, count: 1, sums: { value: { USD: 4_680_000 } } }],
          refs: {},
        }),
      );
    await renderApp({ rows: [quiet], handlers: { 'records.list': lists, 'records.summary': summary } });
    const open = await panel('My open deals');
    expect(await open.findByText('$46,800 open, $23,400 weighted')).toBeDefined();
    const weighted = open.getAllByTitle('Weighted by the chance of the stage').map(({ textContent }) => textContent);
    expect(weighted).toEqual(['weighted —', 'weighted —', 'weighted $23,400', 'weighted —']);
  });

  it('finishes a record in its line, and opens the list of the panel', async () => {
    const { performed, router } = await renderApp({ rows: [late], handlers: { 'records.list': lists } });
    const tasks = await panel('Tasks');
    fireEvent.click(await tasks.findByRole('checkbox', { name: 'Done: Call Ada' }));
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Finished Call Ada', edits: [{ entity: 'crm/task', id: late.id, fields: { done: true } }] }])); // prettier-ignore
    fireEvent.click(tasks.getByRole('button', { name: 'All tasks' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/task'));
    expect(router.state.location.search).toMatchObject({ view: 'to-do' });
  });

  it('[A-2] has no panel of a kind whose records the person may not create', async () => {
    const session = givenSession({ memberships: [{ role: 'reader', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await renderApp({ rows: [late, quiet], session });
    await panel('New for you');
    expect(screen.queryByRole('region', { name: 'Tasks' })).toBeNull();
    expect(screen.queryByText(/left/)).toBeNull();
  });

  it('[T-25] has no panel of a pack that the tenant has removed', async () => {
    const { tellDefinitions } = await renderApp({ rows: [late, quiet] });
    await panel('Tasks');
    await act(() => tellDefinitions({ packs: [{ pack: 'crm', isRemoved: true }] }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Tasks' })).toBeNull());
    expect(screen.queryByRole('region', { name: 'My open deals' })).toBeNull();
    expect(await panel('New for you')).toBeDefined();
  });

  it('shows a person their share of a target, with the days left and an even pace', async () => {
    const deals = { value: null, count: 3, sums: { value: { USD: 12_640_000 } } };
    const target = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-000000000f01',
      entity: 'platform/target',
      fields: { measure: 'crm/deal/won', person: me, unit: 'quarter', startsOn: '2026-10-01', money: { amount: 18_000_000, currency: 'USD' } }, // prettier-ignore
    });
    const session = givenSession();
    const grants = [...(session.memberships[0]?.grants ?? []), 'platform/target:read@shared'];
    await renderApp({
      rows: [target],
      session: givenSession({ memberships: [{ role: 'member', teamId: null, grants, portal: false }] }),
      handlers: { 'records.summary': ({ sums }) => Promise.resolve(accept({ groups: sums?.[0] === 'value' ? [deals] : [], refs: {} })) }, // prettier-ignore
    });
    const won = await panel('My won value');
    expect(await won.findByText('this quarter, target $180,000')).toBeDefined();
    expect(won.getByText(/70\s?%, 41 days left/)).toBeDefined();
    expect(won.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('70');
    expect(won.getByText(/^An even pace would be \$99,783 today/)).toBeDefined();
  });

  it('opens the form of a quick act for the record of a line', async () => {
    await renderApp({ rows: [quiet] });
    const deals = await panel('Quiet deals');
    fireEvent.click(await deals.findByRole('button', { name: 'Log a call: Acme renewal' }));
    expect(await screen.findByRole('dialog', { name: /Log a call/ })).toBeDefined();
  });
});

describe('[T-20] the home page of people who lead a team', () => {
  const lines = [
    { kind: 'won' as const, count: 5, sums: { USD: 13_170_000 }, stages: { won: 5 } },
    { kind: 'made' as const, count: 1, sums: { USD: 100_000 }, stages: { prospecting: 1 } },
    { kind: 'ahead' as const, count: 3, sums: { USD: 900_000 }, stages: { proposal: 2, negotiation: 1 } },
    { kind: 'slipped' as const, count: 1, sums: {}, stages: {} },
  ];
  const leading = (role: string, grants = ['*:read@team', '*:read@shared']) =>
    givenSession({ memberships: [{ role, teamId: givenShownRecord().id, grants, portal: false }] });
  const ofDana = { ...quiet, ownerId: dana };
  const open = (session: Session) => {
    const asked: unknown[] = [];
    return renderApp({
      session,
      rows: [ofDana],
      handlers: {
        'records.list': ({ entity }) =>
          Promise.resolve(
            accept({
              rows: entity === quiet.entity ? [ofDana] : [],
              refs: { [dana]: { entity: 'platform/person', title: 'Dana Rehmark', life: 'alive' } },
              next: null,
            }),
          ),
        'records.moves': (input) => (asked.push(input), Promise.resolve(accept({ from: '2026-11-16', lines, isAll: true }))), // prettier-ignore
      },
    }).then(() => asked);
  };

  /** Opens the page of a manager at an address. Returns the questions about moves, lists and sums. */
  const openAt = async (at: string, given: Partial<GivenReplica> = {}) => {
    const asked: CallInput<'records.moves'>[] = [];
    const listed: CallInput<'records.list'>[] = [];
    const summed: CallInput<'records.summary'>[] = [];
    const app = await renderApp({
      session: leading('manager', ['*:read@team', '*:create@own']),
      rows: [ofDana],
      at,
      ...given,
      handlers: {
        'records.moves': (input) => (asked.push(input), Promise.resolve(accept({ from: '2026-07-01', lines, isAll: true }))), // prettier-ignore
        'records.list': (input) => (listed.push(input), Promise.resolve(accept({ rows: [], refs: {}, next: null }))),
        'records.summary': (input) => (summed.push(input), Promise.resolve(accept({ groups: [], refs: {} }))),
      },
    });
    return { ...app, asked, listed, summed };
  };

  it('names the quiet records of the team with their owners, and what moved since Monday', async () => {
    const asked = await open(leading('manager', ['*:read@team', '*:create@own']));
    const team = await panel('Quiet deals of the team');
    expect(await team.findByRole('img', { name: 'Dana Rehmark' })).toBeDefined();
    const moved = await panel('What moved');
    await moved.findByText('5 won');
    expect(moved.getByText('this week, since 16 Nov 2026')).toBeDefined();
    expect(moved.getAllByRole('listitem').map((one) => one.textContent)).toEqual([
      '1 new deal$1,000',
      '3 moved on a stagenow in Proposal 2 and Negotiation 1$9,000',
      '5 won$131,700',
      '1 moved past the end of the quarter',
    ]);
    expect(asked[0]).toEqual({ entity: 'crm/deal', span: 'this-week', dueWithin: 'this-quarter' });
    expect(await panel('Quiet deals')).toBeDefined();
  });

  it('is shown to people who only read, and to those with a role that the tenant has made', async () => {
    await open(leading('viewer'));
    await panel('What moved');
    expect(screen.queryByRole('region', { name: 'Quiet deals' })).toBeNull();
    cleanup();
    await open(leading('sales-lead'));
    await panel('What moved');
  });

  it('follows the period in the address, which a select in the bar changes', async () => {
    const { router, asked, summed } = await openAt('/?period=last-quarter');
    const moved = await panel('What moved');
    expect(await moved.findByText('last quarter')).toBeDefined();
    expect(asked.at(-1)).toMatchObject({ span: 'last-quarter', dueWithin: 'last-quarter' });
    const won = await panel('My won value');
    expect(await won.findByText('last quarter')).toBeDefined();
    expect(screen.getByLabelText<HTMLSelectElement>('Period').value).toBe('last-quarter');
    expect(screen.queryByLabelText('Pipeline')).toBeNull();
    fireEvent.change(screen.getByLabelText('Period'), { target: { value: 'this-year' } });
    await waitFor(() => expect(router.state.location.search).toEqual({ period: 'this-year' }));
    await waitFor(() => expect(JSON.stringify(summed)).toContain('"last-year"'));
    fireEvent.change(screen.getByLabelText('Period'), { target: { value: '' } });
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it('[PLT-16] offers the pipelines of a kind with several, and narrows the panels of this kind', async () => {
    const { router, asked, listed } = await openAt('/', {
      definitions: {
        pipelines: [{ fields: { forEntity: 'crm/deal', value: 'b2b', label: 'Partners' }, isRemoved: false }],
      },
    });
    await panel('What moved');
    fireEvent.change(await screen.findByLabelText('Pipeline'), { target: { value: 'b2b' } });
    await waitFor(() => expect(router.state.location.search).toEqual({ pipelines: { 'crm/deal': 'b2b' } }));
    await waitFor(() => expect(JSON.stringify(asked.at(-1))).toContain('"value":"b2b"'));
    const quietOnes = () => listed.filter(({ entity, limit }) => entity === 'crm/deal' && limit === 6);
    await waitFor(() => expect(JSON.stringify(quietOnes().at(-1))).toContain('"value":"b2b"'));
    expect(listed.filter(({ entity }) => entity === 'crm/task').every((one) => !JSON.stringify(one).includes('b2b'))).toBe(true); // prettier-ignore
  });

  it('[A-2] is not shown to people who see only their own records', async () => {
    for (const session of [
      givenSession(),
      leading('sales-rep', ['*:read@shared']),
      leading('manager', ['crm/task:read@team']),
    ]) {
      await open(session);
      await panel('New for you');
      expect(screen.queryByRole('region', { name: 'What moved' })).toBeNull();
      cleanup();
    }
  });
});
