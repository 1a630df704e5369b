import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const session = givenSession();
const me = session.person?.id ?? '';
const ben = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-0000000000c1', entity: 'platform/person', fields: { name: 'Ben Stone' } }); // prettier-ignore
const counts: CallOutput<'people.activity'>['counts'] = [
  { day: '2026-11-20', entity: 'crm/deal', what: 'changed', count: 3 },
  { day: '2026-11-19', entity: null, what: 'sign-in', count: 1 },
];

async function given(at: string, answer: () => ReturnType<typeof accept<CallOutput<'people.activity'>>>) {
  const asked: CallInput<'people.activity'>[] = [];
  await renderApp({
    session,
    at,
    rows: [ben],
    handlers: {
      'people.activity': (input) => {
        asked.push(input);
        return Promise.resolve(answer());
      },
    },
  });
  return asked;
}

describe('[PLT-45] the page with the actions of a person', () => {
  it('counts one’s own acts by day and kind, with the sign-ins', async () => {
    const asked = await given('/settings/activity', () => accept({ counts, isAll: true }));
    const table = within(await screen.findByRole('group', { name: 'Activity by day' }));
    expect(table.getAllByRole('row').map((row) => row.textContent)).toEqual([
      expect.stringContaining('Day'),
      expect.stringContaining('Changed deals3'),
      expect.stringContaining('Signed in1'),
    ]);
    expect(screen.getByText(/3 changes, 1 sign-in, on 2 days/)).toBeDefined();
    expect(screen.getByRole('heading', { name: /Your actions in the last 90 days/ })).toBeDefined();
    expect(asked).toEqual([{ person: me }]);
  });

  it('names another person, and says that a long journal was not counted whole', async () => {
    const asked = await given(`/settings/activity?person=${ben.id}`, () => accept({ counts, isAll: false }));
    expect(await screen.findByRole('heading', { name: /Actions of Ben Stone/ })).toBeDefined();
    expect(await screen.findByText(/only its newest part was counted/)).toBeDefined();
    expect(asked).toEqual([{ person: ben.id }]);
  });

  it('says why there is nothing if the server refuses', async () => {
    await given(`/settings/activity?person=${ben.id}`, () => refuse('access/denied', 'Only administrators see the actions of other people.', { action: 'administer' }) as never); // prettier-ignore
    expect((await screen.findByRole('alert')).textContent).toContain('Only administrators see');
  });
});
