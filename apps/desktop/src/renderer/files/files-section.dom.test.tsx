import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import type { FileState } from '../../bridge/calls/file-calls.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = `/record/${deal.id}`;
const plan = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000f01',
  entity: 'platform/file',
  inherited: { ownerId: deal.ownerId, teamId: null, sharedWith: [] },
  fields: {
    name: 'Rack layout.txt',
    about: `crm/deal:${deal.id}`,
    caption: 'East cellar',
    content: { id: 'f', name: 'rack.txt', sizeBytes: 1_200, mediaType: 'text/plain', sha256: 'a'.repeat(64) },
  },
});
const noRights = givenSession({ memberships: [] });

/** Answers of a replica that takes files; `refusals`: by name, why one is not added. */
function taking(refusals: Readonly<Record<string, string>> = {}) {
  const added: CallInput<'files.add'>[] = [];
  const names = new Map<string, string>();
  const refused = (message: string) => refuse('records/invalid', message, { rule: 'PLT-5' });
  const handlers: Partial<BridgeHandlers> = {
    'files.begin': ({ name }) => {
      const draft = `0190b1f2-7c00-7000-8000-0000000000${String(names.size + 10)}`;
      names.set(draft, name);
      return Promise.resolve(accept({ draft }));
    },
    'files.piece': ({ at: from, base64 }) => Promise.resolve(accept({ receivedBytes: from + atob(base64).length })),
    'files.drop': () => Promise.resolve(accept(null)),
    'files.add': (input) => {
      const why = input.drafts.map((draft) => refusals[names.get(draft) ?? '']).find((one) => one !== undefined);
      if (why !== undefined) return Promise.resolve(refused(why));
      added.push(input);
      return Promise.resolve(accept({ act: plan.id, ids: input.drafts.map(() => plan.id) }));
    },
  };
  return { handlers, added };
}
const png = (name: string) => new File(['png'], name, { type: 'image/png' });
const section = async () => {
  const heading = await screen.findByRole('heading', { name: /^Files/ });
  const found = heading.closest('section');
  return found?.parentElement ?? expect.fail('The files have no section');
};

const photo = givenShownRecord({
  ...plan,
  id: '0190b1f2-7c00-7000-8000-000000000f02',
  fields: {
    ...plan.fields,
    name: 'Cellar.jpg',
    content: { id: 'p', name: 'cellar.jpg', sizeBytes: 5_000_000, mediaType: 'image/jpeg', sha256: 'b'.repeat(64) },
  },
});
const macros = givenShownRecord({
  ...plan,
  id: '0190b1f2-7c00-7000-8000-000000000f03',
  fields: {
    ...plan.fields,
    name: 'Macros.xlsm',
    content: { id: 'm', name: 'Macros.xlsm', sizeBytes: 4, mediaType: 'application/zip', sha256: 'c'.repeat(64) },
  },
});
/** Answers of a replica that has the bytes of each file. */
const reading: Partial<BridgeHandlers> = {
  'files.fetch': () => Promise.resolve(accept(null)),
  'files.read': () => Promise.resolve(accept({ base64: btoa('plan'), next: null })),
};
/** Answers of a replica with one photo; `small` is the state of its small version. */
function havingPhoto(small: CallOutput<'files.small'>, place: FileState['place']) {
  const calls: string[] = [];
  const said = <T,>(name: string, answer: T) => {
    calls.push(name);
    return Promise.resolve(accept(answer));
  };
  const handlers: Partial<BridgeHandlers> = {
    'files.states': ({ records }) =>
      Promise.resolve(accept({ states: records.map((record) => ({ record, place, movedBytes: 0, problem: null })) })),
    'files.small': () => Promise.resolve(accept(small)),
    'files.fetch': () => said('fetch', null),
    'files.read': () => said('read', { base64: btoa('photo'), next: null }),
    'files.keepSmall': (input) => said(input.small === null ? 'keep none' : `keep ${input.small.mediaType}`, null),
  };
  return { handlers, calls };
}
const made = { state: 'made' as const, mediaType: 'image/webp' as const, base64: btoa('small') };

describe('the small version of a picture', () => {
  const tile = async () => within(await section()).findByRole('button', { name: /^Open Cellar.jpg/ });

  it('is shown without reading the picture', async () => {
    const { handlers, calls } = havingPhoto(made, 'device');
    await renderApp({ rows: [deal, photo], at, handlers });
    await waitFor(async () => expect((await tile()).querySelector('img')).toBeTruthy());
    expect(calls).toEqual([]);
  });

  it('is drawn once from the whole picture, and kept', async () => {
    const { handlers, calls } = havingPhoto({ state: 'none' }, 'device');
    await renderApp({ rows: [deal, photo], at, handlers });
    await waitFor(async () => expect((await tile()).querySelector('img')).toBeTruthy());
    expect(calls).toEqual(['fetch', 'read', 'keep image/webp']);
  });

  it('[E-3] is an icon if the picture cannot be drawn, and this is remembered', async () => {
    const { handlers, calls } = havingPhoto({ state: 'none' }, 'device');
    await renderApp({ rows: [deal, photo], at, handlers, ports: { drawSmall: () => Promise.resolve(undefined) } });
    await waitFor(async () => expect((await tile()).querySelector('[title*="too large to show"]')).toBeTruthy());
    expect([calls, (await tile()).querySelector('img')]).toEqual([['fetch', 'read', 'keep none'], null]);
  });

  it('is not drawn again for a picture that could not be drawn', async () => {
    const { handlers, calls } = havingPhoto({ state: 'undrawable' }, 'device');
    await renderApp({ rows: [deal, photo], at, handlers });
    await waitFor(async () => expect((await tile()).querySelector('[title*="too large to show"]')).toBeTruthy());
    expect(calls).toEqual([]);
  });

  it('[S-5] is an icon as long as a large picture is on the server only', async () => {
    const { handlers, calls } = havingPhoto({ state: 'none' }, 'server');
    const content = { ...(photo.fields['content'] as object), sizeBytes: 50_000_000 };
    const large = givenShownRecord({ ...photo, fields: { ...photo.fields, content } });
    await renderApp({ rows: [deal, large], at, handlers });
    await waitFor(async () => expect((await tile()).querySelector('[title*="On the server"]')).toBeTruthy());
    expect([calls, (await tile()).querySelector('img')]).toEqual([[], null]);
  });
});

describe('the files of a record', () => {
  it('[T-19] are added by dropping, in one act, and the window does not open its import', async () => {
    const { handlers, added } = taking();
    await renderApp({ rows: [deal], at, handlers });
    const part = await section();
    expect(part.textContent).toContain('No files yet');
    const drop = createEvent.drop(part, { dataTransfer: { types: ['Files'], files: [png('a.png'), png('b.png')] } });
    fireEvent(part, drop);
    expect(drop.defaultPrevented).toBe(true);
    await waitFor(() => expect(added).toHaveLength(1));
    expect(added[0]).toMatchObject({ entity: 'crm/deal', id: deal.id, label: 'Added 2 photos' });
    expect(added[0]?.drafts).toHaveLength(2);
    expect(await screen.findByText('Added 2 photos')).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Import' })).toBeNull();
  });

  it('[PLT-5] that cannot be kept stay with their reason, and the others are added', async () => {
    const why = '“b.png” is named as a picture, but its content is not one.';
    const { handlers, added } = taking({ 'b.png': why });
    await renderApp({ rows: [deal], at, handlers });
    const part = await section();
    fireEvent.drop(part, { dataTransfer: { types: ['Files'], files: [png('a.png'), png('b.png')] } });
    const alert = await within(part).findByRole('alert');
    expect(alert.textContent).toBe(why);
    expect(added.map(({ label }) => label)).toEqual(['Added a.png']);
    fireEvent.click(within(part).getByRole('button', { name: 'Leave out b.png' }));
    await waitFor(() => expect(within(part).queryByRole('alert')).toBeNull());
  });

  it('are added by pasting, but not into a field', async () => {
    const { handlers, added } = taking();
    await renderApp({ rows: [deal], at, handlers });
    await section();
    const field = document.createElement('textarea');
    document.body.append(field);
    fireEvent.paste(field, { clipboardData: { files: [png('no.png')] } });
    field.remove();
    fireEvent.paste(document.body, { clipboardData: { files: [png('yes.png')] } });
    await waitFor(() => expect(added.map(({ label }) => label)).toEqual(['Added yes.png']));
  });

  it('[S-5] name the waiting files and the reason, and are sent again by a press', async () => {
    const state: FileState = { record: plan.id, place: 'waiting', movedBytes: 0, problem: 'There is no room.' };
    const sent: string[] = [];
    await renderApp({
      rows: [deal, plan],
      at,
      handlers: {
        'files.states': () => Promise.resolve(accept({ states: [state] })),
        'files.sendNow': () => {
          sent.push('now');
          return Promise.resolve(accept(null));
        },
      },
    });
    const part = await section();
    await waitFor(() => expect(part.textContent).toContain('1 file on this device, to send. There is no room.'));
    fireEvent.click(within(part).getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toEqual(['now']));
  });

  it('open in a viewer, say why one is not here, are saved as a copy, and are deleted with undo', async () => {
    const answers = [refuse('files/not-uploaded', 'The device has not sent it.', { id: plan.id }), accept(null)];
    const { performed, saved } = await renderApp({
      rows: [deal, plan],
      at,
      handlers: {
        'files.fetch': () => Promise.resolve(answers.shift() ?? accept(null)),
        'files.read': () => Promise.resolve(accept({ base64: btoa('plan'), next: null })),
      },
    });
    const part = await section();
    fireEvent.click(await within(part).findByRole('button', { name: /^Rack layout.txt/ }));
    const viewer = await screen.findByRole('dialog');
    fireEvent.click(within(viewer).getByRole('button', { name: 'Get it' }));
    const alert = await within(viewer).findByRole('alert');
    expect(alert.textContent).toContain('The device has not sent it.');
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    fireEvent.click(await within(viewer).findByRole('button', { name: 'Save a copy' }));
    expect(saved.map(({ name }) => name)).toEqual(['Rack layout.txt']);
    fireEvent.click(within(viewer).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ id: plan.id, fields: { life: 'deleted' } }] }]));
  });

  it('[D-2] are renamed and captioned in place by the keyboard, one act each, and Esc leaves the old name', async () => {
    const { performed } = await renderApp({ rows: [deal, plan], at });
    const line = await within(await section()).findByRole('button', { name: /^Rack layout.txt/ });
    fireEvent.keyDown(line, { key: 'F2' });
    const viewer = await screen.findByRole('dialog');
    const typeInto = async (label: string, text: string, key: string) => {
      const field = await within(viewer).findByRole('textbox', { name: label });
      fireEvent.change(field, { target: { value: text } });
      fireEvent.keyDown(field, { key: 'ArrowRight' });
      fireEvent.keyDown(field, { key });
      const row = await within(viewer).findByRole('button', { name: new RegExp(`^${label}:`) });
      await waitFor(() => expect(document.activeElement).toBe(row));
    };
    await typeInto('Name', 'Not this', 'Escape');
    fireEvent.keyDown(within(viewer).getByRole('button', { name: /^Name:/ }), { key: 'Enter' });
    await typeInto('Name', 'Rack layout, east', 'Enter');
    fireEvent.keyDown(within(viewer).getByRole('button', { name: /^Caption:/ }), { key: 'Enter' });
    await typeInto('Caption', 'Door swings in', 'Enter');
    await waitFor(() =>
      expect(performed.map(({ edits }) => edits)).toEqual([
        [{ entity: 'platform/file', id: plan.id, fields: { name: 'Rack layout, east' } }],
        [{ entity: 'platform/file', id: plan.id, fields: { caption: 'Door swings in' } }],
      ]),
    );
  });

  it('[D-2] keep a name that was typed and not finished', async () => {
    const { local } = await renderApp({ rows: [deal, plan], at });
    const line = await within(await section()).findByRole('button', { name: /^Rack layout.txt/ });
    fireEvent.keyDown(line, { key: 'e' });
    const field = await within(await screen.findByRole('dialog')).findByRole('textbox', { name: 'Name' });
    fireEvent.change(field, { target: { value: 'Half a na' } });
    await waitFor(() => expect(local.get(`draft/fields/${plan.id}`)).toEqual({ name: 'Half a na' }));
  });

  it('[E-2] open with another program in the desktop app, unless their kind can run code', async () => {
    const opened: string[] = [];
    const shell = {
      follow: () => () => {},
      pass: () => {},
      ask: () => {},
      state: () => undefined,
      watch: () => () => {},
      openFile: (name: string, bytes: Uint8Array) => {
        opened.push(`${name} ${new TextDecoder().decode(bytes)}`);
        return Promise.resolve(opened.length === 1 ? null : 'No program on this computer opens this file.');
      },
    };
    await renderApp({ rows: [deal, plan, macros], at, handlers: reading, ports: { shell } });
    fireEvent.click(await within(await section()).findByRole('button', { name: /^Rack layout.txt/ }));
    const viewer = await screen.findByRole('dialog');
    fireEvent.click(within(viewer).getByRole('button', { name: 'Get it' }));
    const open = await within(viewer).findByRole('button', { name: 'Open with the system’s program' });
    fireEvent.click(open);
    await within(viewer).findByText(/Changes made there do not come back/);
    fireEvent.click(open);
    await within(viewer).findByText(/No program on this computer/);
    expect(opened).toEqual(['Rack layout.txt plan', 'Rack layout.txt plan']);
    fireEvent.click(within(viewer).getByRole('button', { name: 'Next file' }));
    fireEvent.click(within(viewer).getByRole('button', { name: 'Get it' }));
    await within(viewer).findByRole('button', { name: 'Save a copy' });
    expect(within(viewer).queryByRole('button', { name: /system’s program/ })).toBeNull();
  });

  it('do not offer other programs in a browser', async () => {
    await renderApp({ rows: [deal, plan], at, handlers: reading });
    fireEvent.click(await within(await section()).findByRole('button', { name: /^Rack layout.txt/ }));
    const viewer = await screen.findByRole('dialog');
    fireEvent.click(within(viewer).getByRole('button', { name: 'Get it' }));
    await within(viewer).findByRole('button', { name: 'Save a copy' });
    expect(within(viewer).queryByRole('button', { name: /system’s program/ })).toBeNull();
  });

  it('[A-2] are shown without a way to add or delete them to a person who may only read', async () => {
    await renderApp({ rows: [deal, plan], at, session: noRights });
    const part = await section();
    await within(part).findByRole('button', { name: /^Rack layout.txt/ });
    expect(within(part).queryByRole('button', { name: 'Add files' })).toBeNull();
    fireEvent.click(within(part).getByRole('button', { name: /^Rack layout.txt/ }));
    expect(within(await screen.findByRole('dialog')).queryByRole('button', { name: 'Delete' })).toBeNull();
  });
});
