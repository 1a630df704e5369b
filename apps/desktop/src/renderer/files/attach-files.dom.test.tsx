import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const fileOf = (id: string, name: string, sizeBytes: number) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-000000000${id}`,
    entity: 'platform/file',
    inherited: { ownerId: deal.ownerId, teamId: null, sharedWith: [] },
    fields: {
      name,
      about: `crm/deal:${deal.id}`,
      content: { id: 'f', name, sizeBytes, mediaType: 'text/plain', sha256: id.padStart(64, 'a') },
    },
  });
const plan = fileOf('f11', 'Plan.txt', 1_200);
const film = fileOf('f12', 'Film.bin', 17_999_000);
const program = fileOf('f13', 'setup.exe', 10);

async function writing(rows: readonly ReturnType<typeof fileOf>[], handlers: Partial<BridgeHandlers> = {}) {
  const app = await renderApp({ rows: [deal, ...rows], at: `/record/${deal.id}`, handlers });
  fireEvent.click(await screen.findByRole('button', { name: /^E-mail/ }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Write an e-mail' }));
  const box = await dialog.findByRole('group', { name: 'Attached files' });
  const type = (name: string, value: string) => {
    const input = dialog.getByRole('textbox', { name });
    fireEvent.change(input, { target: { value } });
    fireEvent.blur(input);
  };
  type('To', 'client@example.com');
  type('Subject', 'Your plan');
  const send = () => dialog.getByRole('button', { name: /^Send/ });
  return { ...app, dialog, box, send };
}

describe('[MSG-43] an e-mail with files', () => {
  it('names the files of its record that were chosen', async () => {
    const { performed, dialog, send } = await writing([plan]);
    fireEvent.click(await dialog.findByRole('button', { name: 'Files here (1)' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Attach Plan.txt' }));
    await dialog.findByText(/of 18 MB$/);
    fireEvent.click(send());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(performed).toMatchObject([
      { edits: [{ create: { fields: { subject: 'Your plan', about: `crm/deal:${deal.id}`, attached: [plan.id] } } }] },
    ]);
  });

  it('says before sending that the files are too large, and which ending is refused; without them it goes out', async () => {
    const { performed, dialog, send } = await writing([plan, film, program]);
    fireEvent.click(await dialog.findByRole('button', { name: 'Files here (3)' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Attach Plan.txt' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Attach Film.bin' }));
    expect((await dialog.findByRole('alert')).textContent).toContain('an e-mail takes 18 MB');
    expect(send().getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(dialog.getByRole('button', { name: 'Leave out Film.bin' }));
    await waitFor(() => expect(dialog.queryByRole('alert')).toBeNull());
    fireEvent.click(await dialog.findByRole('button', { name: 'Attach setup.exe' }));
    expect((await dialog.findByRole('alert')).textContent).toContain('“setup.exe” has the ending .exe');
    fireEvent.click(dialog.getByRole('button', { name: 'Leave out setup.exe' }));
    await waitFor(() => expect(send().getAttribute('aria-disabled')).not.toBe('true'));
    fireEvent.click(send());
    await waitFor(() => expect(performed).toHaveLength(1));
  });

  it('adds a dropped file to the record and attaches it; a program is not added, whatever its name says', async () => {
    const added: CallInput<'files.add'>[] = [];
    const { box, dialog } = await writing([], {
      'files.begin': () => Promise.resolve(accept({ draft: '0190b1f2-7c00-7000-8000-000000000010' })),
      'files.piece': ({ at, base64 }) => Promise.resolve(accept({ receivedBytes: at + atob(base64).length })),
      'files.add': (input) => {
        added.push(input);
        return Promise.resolve(accept({ act: plan.id, ids: [plan.id] }));
      },
    });
    const drop = (file: File) => {
      const event = createEvent.drop(box);
      Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files: [file] } });
      fireEvent(box, event);
    };
    drop(new File(['MZ program'], 'letter.docx'));
    expect((await dialog.findByRole('alert')).textContent).toContain('“letter.docx” is a program');
    expect(added).toEqual([]);
    drop(new File(['words'], 'letter.docx'));
    await waitFor(() => expect(added).toMatchObject([{ entity: 'crm/deal', id: deal.id, label: 'Added letter.docx' }]));
    await dialog.findByText('A file that was deleted'); // this replica of the test keeps none
  });
});
