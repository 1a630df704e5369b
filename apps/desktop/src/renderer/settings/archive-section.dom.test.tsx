import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '../../bridge/contract.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const personWith = (role: string) => givenSession({ memberships: [{ role, teamId: null, grants: ['*:*@org'], portal: false }] }); // prettier-ignore
const owner = personWith('owner');
const exportId = givenShownRecord().id;
const fields = { name: 'Fenwright Systems', currency: 'USD', timeZone: 'UTC' };
const record = givenShownRecord({ entity: 'platform/organisation', ownerId: null, fields });
const pieces = ['PK', '..', 'end'];

async function open(
  handlers: Partial<BridgeHandlers> = {},
  session = owner,
  state: SyncStatus['state'] = 'up-to-date',
) {
  const cancelled: string[] = [];
  const drawn = await renderApp({
    at: '/settings/organisation',
    session,
    sync: { ...emptySyncStatus, state },
    rows: [record],
    handlers: {
      'exports.beginOrganisation': () => Promise.resolve(accept({ exportId, fileName: 'Fenwright archive.zip' })),
      'exports.piece': ({ piece }) =>
        Promise.resolve(
          accept({ base64: btoa(pieces[piece] ?? ''), done: (piece + 1) * 1_000_000, next: piece < 2 ? piece + 1 : null }), // prettier-ignore
        ),
      'exports.cancel': (input) => {
        cancelled.push(input.exportId);
        return Promise.resolve(accept(null));
      },
      ...handlers,
    },
  });
  const section = within(await screen.findByRole('region', { name: 'Archive of everything' }));
  const press = async (name: string) => fireEvent.click(await section.findByRole('button', { name }));
  return { ...drawn, section, press, cancelled };
}

describe('[PLT-45b] the archive of everything, in the settings of the organisation', () => {
  it('is saved from its pieces, with its size', async () => {
    const { section, press, saved, cancelled } = await open();
    await press('Save the archive');
    await section.findByText('Saved Fenwright archive.zip, 3 MB.');
    const [file] = saved;
    expect(file?.name).toBe('Fenwright archive.zip');
    expect(file?.content instanceof Blob && [file.content.type, await file.content.text()]).toEqual(['application/zip', 'PK..end']); // prettier-ignore
    expect(cancelled).toEqual([exportId]);
  });

  it('[PLT-28] asks for the proof that the server wants, and then saves the archive', async () => {
    const state = { isProved: false };
    const { press, section, saved } = await open({
      'exports.beginOrganisation': () =>
        Promise.resolve(
          state.isProved
            ? accept({ exportId, fileName: 'a.zip' })
            : refuse('access/step-up-needed', 'This needs a proof.', { kinds: ['password'] }),
        ),
      'session.stepUp': () => {
        state.isProved = true;
        return Promise.resolve(accept(null));
      },
    });
    await press('Save the archive');
    const proof = within(await screen.findByRole('dialog', { name: 'Show that it is you' }));
    fireEvent.change(proof.getByLabelText('Your password'), { target: { value: 'secret' } });
    fireEvent.click(proof.getByRole('button', { name: 'Go on' }));
    await section.findByText(/^Saved a.zip/);
    expect(saved).toHaveLength(1);
  });

  it('shows how much has arrived, and a cancelled one saves nothing, also when another one begins meanwhile', async () => {
    const gates = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    const state = { begun: 0 };
    const ids = [exportId, givenShownRecord({ id: '0190b1f2-7c00-7000-8000-00000000c0a2' }).id];
    const { press, section, saved, cancelled } = await open({
      'exports.beginOrganisation': () => {
        state.begun += 1;
        return Promise.resolve(accept({ exportId: ids[state.begun - 1] ?? exportId, fileName: `${state.begun}.zip` }));
      },
      'exports.piece': async ({ exportId: asked, piece }) => {
        if (piece > 0) await gates[ids.indexOf(asked)]?.promise;
        return accept({ base64: btoa('PK'), done: 2_000_000, next: piece > 0 ? null : 1 });
      },
    });
    await press('Save the archive');
    await section.findByText('2 MB have arrived.');
    await press('Cancel the archive');
    await section.findByText('Cancelled. Nothing was saved.');
    expect(cancelled).toEqual([exportId]); // at once, while a piece is under way
    await press('Save the archive');
    gates[0]?.resolve(null);
    await section.findByText('2 MB have arrived.');
    expect(saved).toEqual([]);
    gates[1]?.resolve(null);
    await section.findByText('Saved 2.zip, 2 MB.');
    expect(saved.map(({ name }) => name)).toEqual(['2.zip']);
  });

  it('says that the connection broke, and saves nothing', async () => {
    const broken = refuse('sync/offline', 'The connection to the server broke. Begin again.', {});
    const { press, section, saved } = await open({
      'exports.piece': ({ piece }) =>
        Promise.resolve(piece === 0 ? accept({ base64: btoa('PK'), done: 2, next: 1 }) : broken),
    });
    await press('Save the archive');
    expect((await section.findByRole('alert')).textContent).toBe(
      'The connection to the server broke. Begin again. Nothing was saved.',
    );
    expect(saved).toEqual([]);
  });

  it('is shown as unavailable offline and to administrators, with the reason, and not at all to others', async () => {
    const { section, unmount } = await open({}, owner, 'offline');
    await section.findByText('The server makes the archive, and this device is offline.');
    expect(section.getByRole('button', { name: 'Save the archive' }).getAttribute('aria-disabled')).toBe('true');
    unmount();
    const asked: unknown[] = [];
    const refused = () => (asked.push(1), Promise.resolve(refuse('sync/offline', 'Not asked.', {})));
    const forAdmin = await open({ 'exports.beginOrganisation': refused }, personWith('admin'));
    await forAdmin.section.findByText('Only owners save the archive. Ask an owner of the organisation.');
    await forAdmin.press('Save the archive');
    expect(asked).toEqual([]);
  });

  it('[A-2] is not shown to a member', async () => {
    await renderApp({ at: '/settings/organisation', rows: [record] });
    await screen.findAllByRole('note');
    expect(screen.queryByRole('region', { name: 'Archive of everything' })).toBeNull();
  });
});
