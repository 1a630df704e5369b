import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const gone = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000d02', fields: { name: 'Taken away' } });
const opened = (record: ShownRecord, title: string) => ({
  id: record.id,
  entity: record.entity,
  title, // as earlier builds stored it
  at: '2026-11-20T08:00:00.000Z',
});

describe('the recently opened records', () => {
  it('[A-4] are shown by their present data on the device, without the name of a removed one', async () => {
    const rows = [givenShownRecord(), gone];
    const list = [opened(givenShownRecord(), 'As it was called'), opened(gone, 'Taken away')];
    const { client, local } = await renderApp({
      rows,
      handlers: {
        'local.get': ({ key }) => Promise.resolve(accept({ value: key === 'recently-opened' ? list : null })),
      },
    });
    const section = (await screen.findByText('Recently opened')).closest('section') ?? document.body;
    await within(section).findByRole('button', { name: 'Acme renewal' });
    within(section).getByRole('button', { name: 'Taken away' });
    rows.pop();
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(within(section).queryByRole('button', { name: 'Taken away' })).toBeNull());
    within(section).getByRole('button', { name: 'Acme renewal' });
    expect(local.get('recently-opened')).toBeUndefined();
  });

  it('[A-4] are stored without their names', async () => {
    const { local } = await renderApp({ rows: [givenShownRecord()], at: `/record/${givenShownRecord().id}` });
    await waitFor(() =>
      expect(local.get('recently-opened')).toEqual([{ id: givenShownRecord().id, at: '2026-11-20T09:00:00.000Z' }]),
    );
  });
});
