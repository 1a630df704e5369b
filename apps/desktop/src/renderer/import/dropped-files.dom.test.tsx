import { refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { createEvent, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderApp } from '../testing/render-app.tsx';
import { isImportable } from './import-files.ts';

installDomLayout();

const transfer = (files: readonly File[], types = ['Files']) => ({
  dataTransfer: { files, types, dropEffect: 'copy' },
});
const csv = () => new File(['Name\nHallam'], 'Accounts.CSV');

async function openWindow() {
  const given: string[] = [];
  const app = await renderApp({
    handlers: {
      'imports.begin': ({ files }) => {
        given.push(...files.map(({ name }) => name));
        return Promise.resolve(refuse('import/unreadable', 'These files cannot be read.', { file: 'Accounts.CSV' }));
      },
    },
  });
  return { ...app, given };
}

describe('a file that is dragged onto the window', () => {
  it('opens the import, which begins to read it', async () => {
    const { router, given } = await openWindow();
    fireEvent.dragOver(document.body, transfer([]));
    expect(screen.getByText('Drop to import')).toBeDefined();
    fireEvent.drop(document.body, transfer([csv()]));
    expect(screen.queryByText('Drop to import')).toBeNull();
    await waitFor(() => expect(router.state.location.pathname).toBe('/import'));
    await waitFor(() => expect(given).toEqual(['Accounts.CSV']));
  });

  it('of another type is refused in words, and the page stays', async () => {
    const { router } = await openWindow();
    const drop = createEvent.drop(document.body, transfer([new File([''], 'photo.png')]));
    fireEvent(document.body, drop);
    expect(drop.defaultPrevented).toBe(true); // a browser would show the file in place of the app
    expect(await screen.findByText(/can be imported/)).toBeDefined();
    expect(router.state.location.pathname).toBe('/');
  });

  it('is not confused with text or cards that are dragged', async () => {
    await openWindow();
    const over = createEvent.dragOver(document.body, transfer([], ['text/plain']));
    fireEvent(document.body, over);
    expect(over.defaultPrevented).toBe(false);
    expect(screen.queryByText('Drop to import')).toBeNull();
  });

  it('[E-2] is taken by its ending', () => {
    expect(['a.xlsx', 'b.CSV', 'c.vcf', 'd.ics'].map((name) => isImportable({ name }))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['a.xls', 'csv', 'x.csv.exe', ''].map((name) => isImportable({ name }))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
