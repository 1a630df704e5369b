import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecovery } from '../../../bridge/calls/identity/people-calls.ts';
import { givenShownRecord, me } from '../../testing/given-record.ts';
import { renderApp, givenSession } from '../../testing/render-app.tsx';

installDomLayout();
const ben = '0190b1f2-7c00-7000-8000-000000000b01';
const ada = '0190b1f2-7c00-7000-8000-000000000b02';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const recovery = (begunBy: string): ShownRecovery => ({
  personId: ben,
  begunBy,
  begunAt: '2026-11-20T08:00:00.000Z',
  dueAt: '2026-11-21T08:00:00.000Z',
});
const person = (id: string, name: string) =>
  givenShownRecord({ id, entity: 'platform/person', fields: { name, status: 'active', email: `${name}@example.com`, memberships: [] } }); // prettier-ignore

async function givenDialog(waiting: readonly ShownRecovery[]) {
  const state = { recoveries: [...waiting] };
  const steps: string[] = [];
  await renderApp({
    at: '/settings/people',
    session: givenSession({ memberships: [admin] }),
    rows: [person(ben, 'Ben'), person(me, 'Ilse')],
    handlers: {
      'people.contacts': () => Promise.resolve(accept({ people: [] })),
      'people.invites': () => Promise.resolve(accept({ invites: [] })),
      'people.recoveries': () => Promise.resolve(accept({ recoveries: state.recoveries })),
      'people.recover': ({ id, step }) => {
        steps.push(`${step} ${id === ben ? 'Ben' : id}`);
        state.recoveries = step === 'begin' ? [recovery(me)] : [];
        return Promise.resolve(accept(null));
      },
    },
  });
  fireEvent.click((await screen.findAllByText('Ben'))[0] as HTMLElement);
  await screen.findByRole('dialog', { name: 'Ben' });
  return steps;
}
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

describe('[PLT-28] the second factors of a person who has lost them', () => {
  it('are removed after a confirmation, and the removal is taken back', async () => {
    const steps = await givenDialog([]);
    await press('Remove…');
    await press('Begin the removal');
    await screen.findByText(/They are removed/);
    expect(screen.queryByRole('button', { name: 'Agree: remove now' })).toBeNull();
    await press('Take it back');
    await screen.findByText(/If they have lost all of them/);
    expect(steps).toEqual(['begin Ben', 'take-back Ben']);
  });
  it('are removed immediately if another administrator agrees', async () => {
    const steps = await givenDialog([recovery(ada)]);
    await press('Agree: remove now');
    await screen.findByText(/If they have lost all of them/);
    expect(steps).toEqual(['agree Ben']);
  });
});
