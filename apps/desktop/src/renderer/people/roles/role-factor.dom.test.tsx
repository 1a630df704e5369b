import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { admin, contacts, givenRecords, roles } from '../../testing/given-people.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const member = roles.find(({ fields }) => fields['key'] === 'member');
const pageWith = (fields: Readonly<Record<string, string | number>>) =>
  renderApp({
    session: admin,
    at: '/settings/roles',
    handlers: {
      ...contacts,
      'records.list': ({ entity }) => {
        const rows = givenRecords.filter((row) => row.entity === entity);
        const changed = rows.map((row) => (row.id === member?.id ? { ...row, fields: { ...row.fields, ...fields } } : row)); // prettier-ignore
        return Promise.resolve(accept({ rows: changed, refs: {}, next: null }));
      },
    },
  });

describe('the second factor of a role', () => {
  it('[PLT-18] is required by an act, and shows no days before', async () => {
    const { performed } = await pageWith({});
    const rule = await screen.findByLabelText(/^Second factor at sign-in/);
    expect(rule).toHaveProperty('value', '');
    expect(screen.queryByLabelText(/^Time to set it up/)).toBeNull();
    fireEvent.change(rule, { target: { value: 'app' } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ label: 'Changed the second factor of Member', edits: [{ id: member?.id, fields: { secondFactor: 'app' } }] }); // prettier-ignore
  });

  it('[PLT-18] has days that a person changes, and is removed', async () => {
    const { performed } = await pageWith({ secondFactor: 'any', secondFactorDays: 10 });
    const days = await screen.findByLabelText(/^Time to set it up/);
    expect(days).toHaveProperty('value', '10'); // a value that the list does not have is kept
    fireEvent.change(days, { target: { value: '14' } });
    fireEvent.change(screen.getByLabelText(/^Second factor at sign-in/), { target: { value: '' } });
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed.map(({ edits }) => edits)).toMatchObject([[{ fields: { secondFactorDays: 14 } }], [{ fields: { secondFactor: null } }]]); // prettier-ignore
  });
});
