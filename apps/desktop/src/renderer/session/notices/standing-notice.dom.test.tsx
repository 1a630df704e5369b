import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const note = {
  at: '2026-11-20T08:00:00.000Z',
  acts: { saved: 3, lost: 0 },
  remade: 0,
  tray: { saved: 0, lost: 0 },
  local: { saved: 0, lost: 0 },
  records: { saved: 900, lost: 0 },
};

describe('the notices over every page', () => {
  it('[S-5] the one about a damaged file stays until the person has read it', async () => {
    const kept = new Map<string, unknown>([['notice/rescued', note]]);
    await renderApp({
      handlers: {
        'local.get': ({ key }) => Promise.resolve(accept({ value: (kept.get(key) ?? null) as null })), // JSON, as local.set takes it
        'local.set': ({ key, value }) => {
          kept.set(key, value);
          return Promise.resolve(accept(null));
        },
      },
    });
    expect(await screen.findByText(/The data on this device was damaged.*Saved: 3 changes to send\./)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'I have read this' }));
    await waitFor(() => expect(screen.queryByText(/was damaged/)).toBeNull());
    expect(kept.get('notice/rescued')).toBeNull();
  });

  it('[E-1] the one about a wrong clock gives the deviation', async () => {
    await renderApp({
      handlers: {
        'local.get': ({ key }) =>
          Promise.resolve(accept({ value: key === 'notice/clock' ? { aheadMs: 7_200_000 } : null })),
      },
    });
    expect(await screen.findByText(/The clock of this device is about 2 hours fast\./)).toBeTruthy();
  });
});
