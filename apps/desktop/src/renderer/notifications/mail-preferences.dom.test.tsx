import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { myNotificationsKind } from '../places/my-notifications.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
type Fields = NonNullable<NonNullable<Parameters<typeof givenShownRecord>[0]>['fields']>;
const id = '0190b1f2-7c00-7000-8000-000000000801';
const person = givenShownRecord({ id: dana, entity: 'platform/person', ownerId: null, fields: { name: 'Dana Rehmark', status: 'active' } }); // prettier-ignore

async function open(fields?: Fields) {
  const app = await renderApp({
    at: '/notifications',
    rows: [person, ...(fields ? [givenShownRecord({ id, entity: myNotificationsKind, ownerId: me, fields })] : [])],
    handlers: { 'notifications.list': () => Promise.resolve(accept({ entries: [], more: false })) },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Preferences of notifications' }));
  const panel = within(await screen.findByRole('complementary', { name: 'Preferences of notifications' }));
  return { ...app, panel };
}
type App = Awaited<ReturnType<typeof open>>;
const changed = ({ performed }: App) =>
  waitFor(() => {
    expect(performed).toHaveLength(1);
    const [edit] = performed[0]?.edits ?? [];
    return edit && ('create' in edit ? edit.create.fields : 'fields' in edit ? edit.fields : undefined);
  });
const choose = (app: App, name: string, value: string) =>
  fireEvent.change(app.panel.getByRole('combobox', { name }), { target: { value } });

describe('[NTF-1] the preferences of e-mails', () => {
  it('are a switch for each kind that the server can send, and without a choice nothing is sent', async () => {
    const app = await open();
    expect(app.panel.getAllByRole('switch', { name: /: sent by e-mail$/ })).toHaveLength(6);
    expect(app.panel.queryByRole('combobox', { name: 'They come' })).toBeNull();
    fireEvent.click(app.panel.getByRole('switch', { name: 'Someone mentions me: sent by e-mail' }));
    expect(await changed(app)).toEqual({ mailed: ['mentioned'] });
  });

  it('are off for a kind that is not listed', async () => {
    const { panel } = await open({ mailed: ['moved'], hidden: ['moved'] });
    const moved = panel.getByRole<HTMLInputElement>('switch', { name: 'A record of mine is moved: sent by e-mail' });
    expect([moved.checked, moved.disabled]).toEqual([false, true]);
  });
});

describe('[NTF-2] the times of e-mails', () => {
  it('are at once, or once a day at a time', async () => {
    const app = await open({ mailed: ['mentioned'] });
    expect(app.panel.queryByLabelText('At')).toBeNull();
    choose(app, 'They come', 'daily');
    expect(await changed(app)).toEqual({ mailRhythm: 'daily', mailAt: '07:30' });
  });

  it('are once a week on a day', async () => {
    const app = await open({ mailed: ['mentioned'], mailRhythm: 'weekly', mailOn: '5', mailAt: '06:45' });
    expect(app.panel.getByLabelText<HTMLInputElement>('At').value).toBe('06:45');
    choose(app, 'On', '3');
    expect(await changed(app)).toEqual({ mailOn: '3' });
  });

  it('are kept when the field of the time is left, where it is a time', async () => {
    const app = await open({ mailed: ['mentioned'], mailRhythm: 'daily' });
    const at = app.panel.getByLabelText('At');
    fireEvent.change(at, { target: { value: '' } });
    fireEvent.blur(at);
    fireEvent.change(at, { target: { value: '08:15' } });
    fireEvent.blur(at);
    expect(await changed(app)).toEqual({ mailAt: '08:15' });
  });
});

describe('[NTF-5] a notification that is left unread', () => {
  it('brings an e-mail to the person or to the lead of their team, for the usual kinds', async () => {
    const app = await open();
    choose(app, 'When I leave a notification unread', 'lead');
    expect(await changed(app)).toEqual({ escalated: ['assigned', 'mentioned', 'told'], escalateTo: 'lead' });
  });

  it('brings one to another person once that person is named', async () => {
    const app = await open();
    choose(app, 'When I leave a notification unread', 'person');
    expect(await app.panel.findByLabelText(/^Person to tell/)).toBeDefined();
    expect(app.performed).toEqual([]); // without a person it would be refused
  });

  it('says after how many hours, and about which kinds', async () => {
    const app = await open({ escalated: ['told'], escalateHours: 3 });
    expect(app.panel.getByRole<HTMLSelectElement>('combobox', { name: 'After' }).value).toBe('3');
    fireEvent.click(app.panel.getByRole('checkbox', { name: 'Someone mentions me' }));
    expect(await changed(app)).toEqual({ escalated: ['mentioned', 'told'] });
  });

  it('ends', async () => {
    const app = await open({ escalated: ['told'] });
    choose(app, 'When I leave a notification unread', 'nobody');
    expect(await changed(app)).toEqual({ escalated: [] });
  });
});
