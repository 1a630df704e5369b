import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { TrayEntry } from '../../bridge/contract.ts';
import { givenRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout(420, 900, true);
const refused: TrayEntry = {
  id: '0190b1f2-7c00-7000-8000-000000000e01',
  act: '0190b1f2-7c00-7000-8000-000000000e02',
  label: 'Moved Acme renewal to Proposal',
  madeAt: '2026-11-20T08:59:00.000Z',
  refusedAt: '2026-11-20T09:00:00.000Z',
  reasons: [
    {
      record: givenRecord().id,
      entity: 'crm/deal',
      title: 'Acme renewal',
      code: 'access/denied',
      message: 'You may not change it any more.',
      wanted: {},
      creates: false,
      about: null,
    },
  ],
};

describe('the sync page on a phone', () => {
  it('[S-5] puts what needs the person above what is only told', async () => {
    await renderApp({ at: '/sync', handlers: { 'sync.tray': () => Promise.resolve(accept({ entries: [refused] })) } });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    const told = screen.getByText('Nothing to send');
    expect(tray.compareDocumentPosition(told) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });
});
