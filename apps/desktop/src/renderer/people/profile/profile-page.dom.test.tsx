import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/profile';
const member = givenSession({ memberships: [{ role: 'member', teamId: null, grants: ['*:read@shared'], portal: false }] }); // prettier-ignore
const me = member.person?.id ?? '';
const record = givenShownRecord({ id: me, entity: 'platform/person', ownerId: null, fields: { name: 'Ann Ardent', status: 'active', memberships: [] } }); // prettier-ignore
const small = new Blob(['small'], { type: 'image/webp' });

/** Draws the page, with the replica's calls for pictures. */
async function given({ answer = accept({ act: me, ids: [me] }), has = false } = {}) {
  const asked: CallInput<'files.setPicture'>[] = [];
  const app = await renderApp({
    session: member,
    at,
    rows: [record],
    ports: { drawSmall: () => Promise.resolve(small) },
    handlers: {
      'files.pictures': ({ records }) =>
        Promise.resolve(accept({ pictures: has && records.includes(me) ? [{ record: me, sha256: 'a', mediaType: 'image/webp' }] : [] })), // prettier-ignore
      'files.fetch': () => Promise.resolve(accept(null)),
      'files.read': () => Promise.resolve(accept({ base64: btoa('small'), next: null })),
      'files.begin': () => Promise.resolve(accept({ draft: me })),
      'files.piece': ({ at: from, base64 }) => Promise.resolve(accept({ receivedBytes: from + atob(base64).length })),
      'files.setPicture': (input) => {
        asked.push(input);
        return Promise.resolve(answer);
      },
    },
  });
  return { ...app, asked };
}
const choose = async (file: File) =>
  fireEvent.change(await screen.findByLabelText('Choose your picture'), { target: { files: [file] } });

describe('[PLT-45] your profile', () => {
  it('changes your name, time zone and formats without a right to people', async () => {
    const { performed } = await given();
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    fireEvent.change(name, { target: { value: 'Ann Archer' } });
    fireEvent.blur(name);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/person', id: me, fields: { name: 'Ann Archer' } }]);
    expect(screen.getByRole('combobox', { name: /^Time zone/ })).toBeDefined();
    expect(screen.getByText(/days of due dates, reports and targets stay/)).toBeDefined();
    expect(screen.queryByText('Roles')).toBeNull();
  });

  it('gives you a picture, drawn small first', async () => {
    const { asked } = await given();
    await choose(new File(['a photo'], 'me.jpg', { type: 'image/jpeg' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toEqual({ entity: 'platform/person', id: me, label: 'Changed your picture', draft: me });
  });

  it('says why a file is not a picture, and why one was not accepted', async () => {
    const no = refuse('records/invalid', 'The picture is too large.', { rule: 'PLT-45' });
    const { asked } = await given({ answer: no as never });
    await choose(new File(['<svg/>'], 'me.svg', { type: 'image/svg+xml' }));
    expect((await screen.findByRole('alert')).textContent).toContain('not a PNG, JPEG or WebP');
    expect(asked).toEqual([]);
    await choose(new File(['a photo'], 'me.jpg', { type: 'image/jpeg' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('too large'));
  });

  it('shows the picture in place of the initials, and takes it away', async () => {
    const { asked } = await given({ has: true });
    const line = within(await screen.findByRole('group', { name: 'Picture' }));
    await waitFor(() => expect(line.getByRole('img', { name: /Ann|Mia|./ }).querySelector('img')).not.toBeNull());
    fireEvent.click(line.getByRole('button', { name: /^Remove/ }));
    await waitFor(() => expect(asked).toMatchObject([{ id: me, draft: null, label: 'Removed your picture' }]));
  });
});
