import type { AuditDocument } from '@outpost/domain/kernel/audit/audit-report';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../../bridge/contract.ts';
import { emptySyncStatus } from '../../../bridge/empty-sync-status.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { admin, givenRecords } from '../../testing/given-people.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/person-data';
const perrin = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000c0a1',
  entity: 'crm/contact',
  fields: { name: 'Perrin Hallam' },
});
const certificate: AuditDocument = {
  id: '0190b1f2-7c00-7000-8000-00000000ad02',
  kind: 'erasure',
  from: '2026-11-02T14:08:00.000Z',
  until: '2026-11-02T14:08:00.000Z',
  madeAt: '2026-11-02T14:08:00.000Z',
  madeBy: systemUserId,
};
const offline = () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {}));
const exportId = givenShownRecord().id;
const begun = (counts: CallOutput<'exports.beginPerson'>['counts']) =>
  accept({ exportId, fileName: 'person.zip', counts });
const pieces = ['PK', '..', 'end'];

/** Opens the page, whose server makes an archive of three pieces. */
async function open(handlers: Partial<BridgeHandlers> = {}, documents: readonly AuditDocument[] = [], place = at) {
  const asked: string[] = [];
  const cancelled: string[] = [];
  const drawn = await renderApp({
    at: place,
    session: admin,
    rows: [...givenRecords, perrin],
    handlers: {
      'audit.documents': () => Promise.resolve(accept({ documents: [...documents], names: {} })),
      'records.search': ({ entities }) =>
        Promise.resolve(
          accept({
            hits: entities?.includes('crm/contact')
              ? [
                  {
                    id: perrin.id,
                    entity: 'crm/contact',
                    title: 'Perrin Hallam',
                    subtitle: '',
                    how: 'title',
                    ownerId: null,
                  },
                ]
              : [],
          }),
        ),
      'exports.beginPerson': ({ id }) => {
        asked.push(id);
        return Promise.resolve(begun({ records: 3, journalRows: 12, files: 1, leftOut: 2 }));
      },
      'exports.piece': ({ piece }) =>
        Promise.resolve(
          accept({
            base64: btoa(pieces[piece] ?? ''),
            done: (piece + 1) * 1_000_000,
            next: piece < 2 ? piece + 1 : null,
          }),
        ),
      'exports.cancel': (input) => {
        cancelled.push(input.exportId);
        return Promise.resolve(accept(null));
      },
      ...handlers,
    },
  });
  return { ...drawn, asked, cancelled };
}
const choose = async (): Promise<void> => {
  const field = await screen.findByLabelText('Person');
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value: 'Perrin' } });
  fireEvent.click(await screen.findByRole('option', { name: /Perrin Hallam/, hidden: true }));
};
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

describe('the page of one person’s data', () => {
  it('[PLT-21] saves an archive of a contact’s data, and lists its contents and how much was left out', async () => {
    const { asked, cancelled, saved } = await open();
    await choose();
    await press('Export all data');
    expect(
      await screen.findByText(
        'Saved person.zip with 3 records, 12 entries of the journal and 1 file. 2 records were left out, because your roles do not show you all records of these kinds.',
      ),
    ).toBeDefined();
    expect(asked).toEqual([perrin.id]);
    expect(cancelled).toEqual([exportId]);
    const [file] = saved;
    expect(file?.name).toBe('person.zip');
    expect(file?.content instanceof Blob && [file.content.type, await file.content.text()]).toEqual(['application/zip', 'PK..end']); // prettier-ignore
  });

  it('[PLT-21] names the parts that every archive leaves out, and asks the person to choose somebody', async () => {
    const { asked } = await open();
    expect(await screen.findByText(/^Records of kinds that your roles show you only in part/)).toBeDefined();
    await press('Export all data');
    expect((await screen.findByRole('alert')).textContent).toBe('Choose a person.');
    expect(asked).toEqual([]);
  });

  it('saves nothing if the connection breaks on the way, and says so', async () => {
    const broken = refuse('sync/offline', 'The connection to the server broke. Begin again.', {});
    const { saved, cancelled } = await open({
      'exports.piece': ({ piece }) =>
        Promise.resolve(piece === 0 ? accept({ base64: btoa('PK'), done: 2, next: 1 }) : broken),
    });
    await choose();
    await press('Export all data');
    expect((await screen.findByRole('alert')).textContent).toBe('The connection to the server broke. Begin again.');
    expect([saved, cancelled]).toEqual([[], [exportId]]);
  });

  it('is stopped on request, and saves nothing then', async () => {
    const gate = Promise.withResolvers<null>();
    const { saved, cancelled } = await open({
      'exports.piece': async ({ piece }) => {
        await gate.promise;
        return accept({ base64: btoa('PK'), done: 2, next: piece + 1 });
      },
    });
    await choose();
    await press('Export all data');
    await press('Stop');
    gate.resolve(null);
    await screen.findByRole('button', { name: 'Export all data' });
    expect([saved, cancelled]).toEqual([[], [exportId]]);
  });

  it('[PLT-28] asks for a proof if the server needs one, and then saves the archive', async () => {
    const state = { isProved: false };
    const { saved } = await open({
      'exports.beginPerson': () =>
        Promise.resolve(
          state.isProved
            ? begun(null)
            : refuse('access/step-up-needed', 'This needs a proof.', { kinds: ['password'] }),
        ),
      'session.stepUp': () => {
        state.isProved = true;
        return Promise.resolve(accept(null));
      },
    });
    await choose();
    await press('Export all data');
    const proof = within(await screen.findByRole('dialog', { name: 'Show that it is you' }));
    fireEvent.change(proof.getByLabelText('Your password'), { target: { value: 'secret' } });
    fireEvent.click(proof.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByText('Saved person.zip.')).toBeDefined();
    expect(saved).toHaveLength(1);
  });

  it('[PLT-21] shows the operator’s command that erases the chosen person', async () => {
    await open();
    expect(await screen.findByText(/--record ID --with-children/)).toBeDefined();
    await choose();
    const { organisation } = admin;
    expect(
      await screen.findByText(
        `npm run -s erase -- --organisation ${organisation?.id} --record ${perrin.id} --with-children --reason "…" --dry-run`,
      ),
    ).toBeDefined();
    await press('Copy the command');
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeDefined();
  });

  it('[PLT-21] is offered in the menu of a contact to those who read the journal, with the contact chosen', async () => {
    const { asked, router } = await open({}, [], `/record/${perrin.id}`);
    await press(/^More/);
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Export all data about them' }));
    await press('Export all data');
    await screen.findByText(/^Saved person.zip/);
    expect([asked, router.state.location.search]).toEqual([[perrin.id], { record: perrin.id }]);
  });

  it('[A-2] is not offered in the menu of a contact to a member', async () => {
    await renderApp({ at: `/record/${perrin.id}`, rows: [...givenRecords, perrin] });
    await press(/^More/);
    expect(await screen.findByRole('menuitem', { name: 'Copy its id' })).toBeDefined();
    expect(screen.queryByRole('menuitem', { name: 'Export all data about them' })).toBeNull();
  });

  it('[PLT-21] lists the certificates of erasures, and saves one with its signature', async () => {
    const fileName = 'erasure-certificate.json';
    const { saved } = await open(
      { 'audit.document': () => Promise.resolve(accept({ fileName, content: '{}', signature: 'a..b' })) },
      [certificate, { ...certificate, id: givenShownRecord().id, kind: 'security' }],
    );
    const table = await screen.findByRole('group', { name: 'Certificates' });
    expect(within(table).getAllByRole('row')).toHaveLength(2);
    expect(within(table).getByText('By the operator of the server')).toBeDefined();
    expect(within(table).queryByRole('button', { name: /^PDF/ })).toBeNull();
    fireEvent.click(within(table).getByRole('button', { name: /^JSON with signature/ }));
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual([fileName, `${fileName}.jws`]));
  });

  it('says that it needs the server on a device that is offline, and asks for nothing', async () => {
    const asked: string[] = [];
    await renderApp({
      at,
      session: admin,
      sync: { ...emptySyncStatus, state: 'offline' },
      rows: givenRecords,
      handlers: {
        'audit.documents': offline,
        'exports.beginPerson': ({ id }) => (asked.push(id), offline()),
      },
    });
    expect((await screen.findByRole('note')).textContent).toMatch(/^This page needs the server/);
    expect((await screen.findByRole('alert')).textContent).toMatch(/^The certificates are on the server/);
    await press(/^Export all data/);
    expect(asked).toEqual([]);
  });

  it('[A-2] is neither offered to a member nor shown to one', async () => {
    await renderApp({ at, rows: givenRecords });
    expect(await screen.findByText('Only administrators export the data of a person')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'One person’s data' })).toBeNull();
    expect(screen.queryByLabelText('Person')).toBeNull();
  });
});
