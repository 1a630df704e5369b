import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenShownRecord, me } from '../../testing/given-record.ts';
import { listing } from '../../testing/listing.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const ben = '0190b1f2-7c00-7000-8000-000000000b01';
const gone = '0190b1f2-7c00-7000-8000-000000000b02';
const erasedOne = '0190b1f2-7c00-7000-8000-000000000b03';
const document = '0190b1f2-7c00-7000-8000-00000000ad02';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const person = (id: string, name: string, life: 'alive' | 'deleted' = 'alive') =>
  givenShownRecord({ id, entity: 'platform/person', life, fields: { name, status: 'active', email: `${name.split(' ')[0]}@example.com`, memberships: [] } }); // prettier-ignore
const preview = { name: 'Ben Fuller', isMember: true, owned: 4, own: 2, namesakes: 0, sessions: 3 };

async function open(at: string, handlers: Partial<BridgeHandlers> = {}) {
  const orders: CallInput<'people.erase'>[] = [];
  const rows = [
    person(ben, 'Ben Fuller'),
    person(me, 'Ilse'),
    person(gone, 'Gwen Fuller', 'deleted'),
    person(erasedOne, 'Former member 0b03', 'deleted'),
  ];
  const drawn = await renderApp({
    at,
    session: givenSession({ memberships: [admin] }),
    rows,
    handlers: {
      ...listing(rows),
      'people.contacts': () => Promise.resolve(accept({ people: [] })),
      'people.invites': () => Promise.resolve(accept({ invites: [] })),
      'audit.documents': () => Promise.resolve(accept({ documents: [], names: {} })),
      'people.erasure': ({ id }) =>
        Promise.resolve(accept(id === gone ? { ...preview, name: 'Gwen Fuller', isMember: false, owned: 0, own: 0, namesakes: 1 } : preview)),
      'people.erase': (order) => {
        orders.push(order);
        return Promise.resolve(accept({ pseudonym: 'Former member 0b01', document, handedOn: 0 }));
      },
      ...handlers,
    },
  }); // prettier-ignore
  return { ...drawn, orders };
}
const openForm = async (): Promise<void> => {
  fireEvent.click((await screen.findAllByText('Ben Fuller'))[0] as HTMLElement);
  fireEvent.click(await screen.findByRole('button', { name: 'Erase…' }));
  await screen.findByRole('dialog', { name: 'Erase Ben Fuller' });
};
const type = async (label: string, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } });
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

describe('erasing a person with an account', () => {
  it('[P-5] says what goes and what stays, waits for the typed name, and gives the certificate', async () => {
    const { orders, saved } = await open('/settings/people', {
      'audit.document': () => Promise.resolve(accept({ fileName: 'erasure-certificate.json', content: '{}', signature: 'a..b' })), // prettier-ignore
    });
    await openForm();
    const goes = within(await screen.findByRole('list', { name: 'What goes and what stays' }));
    expect(goes.getAllByRole('listitem').map(({ textContent }) => textContent.slice(0, 30))).toEqual([
      'They are removed from the orga',
      'Their name, addresses, telepho',
      'Their ways to sign in and the ',
      '2 views and marks that are the',
      'Their work stays, with the pse',
    ]);
    await press(/^Erase for good/);
    await type('Name of the person', 'Ben');
    await press(/^Erase for good/);
    expect(orders).toEqual([]);
    await type('Name of the person', 'Ben Fuller');
    await press(/^Erase for good/);
    expect(await screen.findByText(/Their work stays under “Former member 0b01”/)).toBeDefined();
    expect(orders).toEqual([{ id: ben, name: 'Ben Fuller', heir: null, inTexts: true, reason: 'GDPR, article 17' }]);
    await press('Save the certificate');
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual(['erasure-certificate.json', 'erasure-certificate.json.jws'])); // prettier-ignore
  });

  it('[P-5] lists removed people who have a name, and leaves texts alone where another record has the same name', async () => {
    const { orders } = await open('/settings/person-data');
    const table = within(await screen.findByRole('group', { name: 'Former members' }));
    expect(table.getAllByRole('row')).toHaveLength(2);
    fireEvent.click(table.getByRole('button', { name: /^Erase….*Gwen Fuller/ }));
    expect(await screen.findByText(/^1 other record has the same name/)).toBeDefined();
    await type('Name of the person', 'Gwen Fuller');
    await press(/^Erase for good/);
    await screen.findByRole('dialog', { name: 'The person was erased' });
    expect(orders).toMatchObject([{ id: gone, inTexts: false }]);
  });

  it('shows why the server refuses, and erases nothing', async () => {
    const why = 'They are the only owner. Transfer the ownership to another person first.';
    await open('/settings/people', {
      'people.erasure': () => Promise.resolve(refuse('access/last-administrator', why, { id: ben })),
    });
    await openForm();
    expect((await screen.findByRole('alert')).textContent).toContain(why);
    expect(screen.queryByRole('button', { name: /^Erase for good/ })).toBeNull();
  });

  it('[P-5] offers the export of all data first', async () => {
    const { router } = await open('/settings/people');
    await openForm();
    await press('Export all data…');
    await waitFor(() => expect(router.state.location.search).toEqual({ record: ben }));
  });

  it('[A-2] is offered neither for oneself nor to people who may not read the journal', async () => {
    await open('/settings/people');
    fireEvent.click((await screen.findAllByText('Ilse'))[0] as HTMLElement);
    await screen.findByRole('dialog', { name: 'Ilse' });
    expect(screen.queryByRole('button', { name: 'Erase…' })).toBeNull();
  });
});
