import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownAutomation, ShownRun, ShownRunLine } from '../../../bridge/calls/automation-calls.ts';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import { automationState, runLineWords, runWhy } from './automation-words.ts';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const other = '0190b1f2-7c00-7000-8000-000000000e02';
const version = '0190b1f2-7c00-7000-8000-000000000e03';
const maker = '0190b1f2-7c00-7000-8000-000000000e04';
const runId = '0190b1f2-7c00-7000-8000-000000000e05';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const deal = givenShownRecord();
const noRuns = { running: 0, waiting: 0, done: 0, ended: 0, refused: 0, failed: 0, cancelled: 0 };

const automation = (change: Partial<ShownAutomation> = {}): ShownAutomation => ({
  id,
  name: 'Won deals',
  describes: 'Says thanks.',
  isLive: true,
  version: {
    id: version,
    number: 3,
    madeBy: maker,
    definition: {
      entity: 'crm/deal',
      trigger: { kind: 'change', on: ['changed'], after: { field: 'stage', op: 'is', value: 'won' } },
      conditions: { field: 'source', op: 'is-not-empty' },
      steps: [
        { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call {name}' }, about: { record: true }, dueAt: { days: 2 }, ownerId: { of: 'ownerId' } } },
        { id: 'wait', kind: 'wait', count: 3, unit: 'day' },
        { id: 'big', kind: 'branch', where: { field: 'source', op: 'is', value: 'Fair' }, yes: [{ id: 'tell', kind: 'tell', to: { role: 'manager' }, words: 'Well done' }], no: [] },
        { id: 'set', kind: 'change', set: { stage: { is: 'won' }, source: { is: null } } },
      ],
    },
  },
  paused: null,
  runs: { ...noRuns, done: 12, refused: 1 },
  lastDue: null,
  ...change,
}); // prettier-ignore
const run = (change: Partial<ShownRun> = {}): ShownRun => ({
  id: runId,
  n: 4182,
  entity: 'crm/deal',
  recordId: deal.id,
  cause: null,
  status: 'refused',
  step: 'task',
  why: 'You may not create tasks.',
  wakesAt: null,
  madeAt: '2026-11-20T11:02:00.000Z',
  changedAt: '2026-11-20T11:02:00.000Z',
  ...change,
});
const line = (change: Partial<ShownRunLine> = {}): ShownRunLine => ({
  step: 'task',
  kind: 'create',
  outcome: 'refused',
  why: 'You may not create tasks.',
  by: null,
  at: '2026-11-20T11:02:00.000Z',
  to: null,
  ...change,
});

async function open(automations: readonly ShownAutomation[], handlers: Partial<BridgeHandlers> = {}, grants = [admin]) {
  const asked: CallInput<'automations.runs'>[] = [];
  const app = await renderApp({
    at: '/settings/automations',
    session: givenSession({ memberships: grants }),
    handlers: {
      'automations.list': () => Promise.resolve(accept({ automations: [...automations] })),
      'automations.runs': (question) => {
        asked.push(question);
        const runs = question.before === null ? [run()] : [run({ id: other, n: 7, status: 'done', why: 'older' })];
        return Promise.resolve(accept({ runs, more: question.before === null, records: { [deal.id]: deal } }));
      },
      'automations.run': () => Promise.resolve(accept({ run: run(), version: automation().version, lines: [line()] })),
      ...handlers,
    },
  });
  return { ...app, asked };
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('[AUT-9] the page of automations', () => {
  it('shows the automations, and the chosen one in words', async () => {
    const paused = automation({ id: other, name: 'Storm', paused: { at: '2026-11-20T09:00:00.000Z', why: 'storm' } });
    await open([automation(), paused]);
    const details = within(await screen.findByRole('region', { name: 'Won deals' }, { timeout: 20_000 }));
    expect(details.getByText('A deal is changed')).toBeTruthy();
    expect(details.getByText('Stage: Won')).toBeTruthy();
    const steps = details.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(steps).toEqual([
      'Make a task: Task “Call {name}”, About the deal, Due 2 days later and Owner as the owner of the deal',
      'Wait 3 days',
      expect.stringMatching(/^If Source: Fair/) as string,
      'Tell everyone with the role manager: “Well done”',
      'Change Stage Won and Source empty',
    ]);
    fireEvent.click(
      within(screen.getByRole('navigation', { name: 'Automations' })).getByRole('button', { name: /Storm/ }),
    );
    expect(await screen.findByText(/^Paused since/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Resume' })).toBeTruthy();
  });

  it('shows runs by state and page by page', async () => {
    const { asked } = await open([automation()]);
    const details = within(await screen.findByRole('region', { name: 'Won deals' }, { timeout: 20_000 }));
    expect(await details.findByText('Acme renewal')).toBeTruthy();
    press('Older');
    expect(await screen.findByText('older')).toBeTruthy();
    press(/^Refused 1/);
    await waitFor(() => expect(asked.at(-1)).toEqual({ id, status: 'refused', before: null }));
    expect(screen.queryByRole('button', { name: /^Failed/ })).toBeNull();
  });

  it('shows the log of a run, and lets a person try its step again, skip it or cancel the run', async () => {
    const decided: unknown[] = [];
    await open([automation()], {
      'automations.decide': (input) => Promise.resolve(decided.push(input)).then(() => accept(null)),
    });
    fireEvent.click(await screen.findByRole('button', { name: /Acme renewal/ }));
    const log = within(await screen.findByRole('region', { name: 'Log of the run' }));
    expect(await log.findByText('Refused: You may not create tasks.')).toBeTruthy();
    expect(log.getByText('Stopped at step “task”.')).toBeTruthy();
    for (const [button, decision] of [['Try the step again', 'try-again'], ['Skip it', 'skip'], ['Cancel the run', 'cancel']]) {
      fireEvent.click(log.getByRole('button', { name: button as string }));
      await waitFor(() => expect(decided.at(-1)).toEqual({ id, run: runId, decision }));
    } // prettier-ignore
    expect(await screen.findByText('The run is cancelled')).toBeTruthy();
  });

  it('pauses, and says what a dry run found', async () => {
    const turned: unknown[] = [];
    await open([automation()], {
      'automations.turn': (input) => Promise.resolve(turned.push(input)).then(() => accept(null)),
      'automations.dryRun': (input) =>
        Promise.resolve(
          accept({
            basis: 'changes',
            moments: 0,
            matching: 0,
            rows: 40,
            isWhole: input.days === 30,
            starts: 12,
            unmet: 2,
            steps: { task: 10 },
            examples: [{ record: deal.id, at: '2026-11-20T11:02:00.000Z', steps: ['task'] }],
            records: { [deal.id]: deal },
          }),
        ),
    });
    await screen.findByRole('region', { name: 'Won deals' }, { timeout: 20_000 });
    press('Pause');
    await screen.findByText('Paused Won deals');
    expect(turned).toEqual([{ id, isPaused: true }]);
    press('Dry run');
    const found = within(await screen.findByRole('region', { name: /^What would it have done/ }));
    expect(await found.findByText('12 times')).toBeTruthy();
    expect(found.getByText(/^From 40 changes in the journal/)).toBeTruthy();
    expect(found.getByRole('button', { name: 'Acme renewal' })).toBeTruthy();
  });

  it('says that it needs the server, that there is none yet, and is for administrators only', async () => {
    const refusal = refuse('sync/offline', 'The server can’t be reached.', {});
    const first = await open([], { 'automations.list': () => Promise.resolve(refusal) });
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    first.unmount();
    const second = await open([]);
    await screen.findByText('No automations yet');
    second.unmount();
    await open([automation()], {}, [{ ...admin, role: 'member', grants: ['crm/*:read@org'] }]);
    await screen.findByText('Only administrators change automations');
  });

  it('has words for every state', () => {
    const formats = { instant: (at: string) => at.slice(11, 16) };
    expect(automationState(automation({ isLive: false }))).toEqual({ text: 'draft', tone: 'neutral' });
    expect(automationState(automation({ runs: noRuns }))).toEqual({ text: 'live', tone: 'good' });
    expect(automationState(automation())).toEqual({ text: 'live, runs stopped', tone: 'warn' });
    expect(automationState(automation({ paused: { at: '', why: 'definition' } })).tone).toBe('warn');
    expect(runWhy(run({ status: 'waiting', wakesAt: '2026-11-20T11:05:00.000Z' }), formats)).toBe('until 11:05');
    expect(runWhy(run({ status: 'done', why: null }), formats)).toBe('');
    expect(runLineWords(line({ outcome: 'chose', why: 'no' }), formats)).toBe('The filter did not match');
    expect(runLineWords(line({ kind: 'until', outcome: 'chose', why: 'no' }), formats)).toMatch(/^The time was over/);
    expect(runLineWords(line({ kind: 'approve', outcome: 'chose', why: 'yes: At most: 5 %' }), formats)).toBe(
      'Approved: “At most: 5 %”',
    );
    expect(runLineWords(line({ kind: 'approve', outcome: 'chose', why: 'no' }), formats)).toBe('Not approved');
    expect(runLineWords(line({ kind: 'offer', outcome: 'chose', why: 'yes: Mine' }), formats)).toBe('Taken: “Mine”');
    expect(runLineWords(line({ kind: 'offer', outcome: 'chose', why: 'no' }), formats)).toBe('Nobody took it');
    expect(runLineWords(line({ outcome: 'waits', why: '2026-11-20T11:05:00.000Z' }), formats)).toBe(
      'Waits until 11:05',
    );
    expect(runLineWords(line({ outcome: 'skipped', why: null }), formats)).toBe('Skipped by a person');
  });
});
