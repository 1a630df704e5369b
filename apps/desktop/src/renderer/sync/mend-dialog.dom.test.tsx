import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenRecord } from '../testing/given-record.ts';
import { givenTrayEntry } from '../testing/given-tray-entry.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenRecord().id;
const refused = givenTrayEntry(
  { label: 'Renamed Acme renewal' },
  {
    code: 'records/invalid',
    message: 'Source must be filled in.',
    wanted: { name: 'Acme renewal 2027' },
    about: { field: 'source', value: null },
  },
);

describe('mending a refused act', () => {
  it('[S-5] offers the field that the refusal concerns beside the wanted values, and sends the new values', async () => {
    const mended: unknown[] = [];
    await renderApp({
      at: '/sync',
      handlers: {
        'sync.tray': () => Promise.resolve(accept({ entries: [refused] })),
        'sync.mend': (input) => {
          mended.push(input);
          return Promise.resolve(accept({ act: refused.act, ids: [deal] }));
        },
      },
    });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    fireEvent.click(await within(tray).findByRole('button', { name: /Mend/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Renamed Acme renewal' });
    const source = within(dialog).getByLabelText(/Source/);
    fireEvent.change(source, { target: { value: 'Referral' } });
    fireEvent.blur(source);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(mended).toEqual([{ id: refused.id, fields: { [deal]: { source: 'Referral' } } }]));
  });
});
