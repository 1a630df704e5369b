import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import { shownValue, textIn } from '../../../records/values/shown-value.ts';
import { dana, givenShownRecord, me } from '../../../testing/given-record.ts';
import { renderApp, testNow } from '../../../testing/render-app.tsx';

installDomLayout();
const idOf = (kind: string, number: number) => `0190b1f2-7c00-7000-8000-00000000${kind}0${number}`;
const minutesAgo = (minutes: number) => new Date(testNow - minutes * 60_000).toISOString();
const maris = givenShownRecord({ id: idOf('c0', 1), entity: 'crm/contact', fields: { name: 'Maris Oakhurst', mobile: '+13035550164', email: 'maris@oakhurst.example', preferredChannel: 'text' } }); // prettier-ignore
const deal = (number: number, name: string) => givenShownRecord({ id: idOf('d0', number), fields: { name, stage: 'proposal', ...(number === 1 ? { contact: maris.id } : {}) } }); // prettier-ignore
const lighting = deal(1, 'Lighting and shades');
const lift = deal(2, 'Lift');
const hall = deal(3, 'Hall');
const message = (number: number, of: ShownRecord, fields: ShownRecord['fields'], more: Partial<ShownRecord> = {}) =>
  givenShownRecord({ id: idOf('a0', number), entity: 'crm/activity', fields: { about: `crm/deal:${of.id}`, ...fields }, ...more }); // prettier-ignore
const talk = (number: number, of: ShownRecord, fields: ShownRecord['fields'], more: Partial<ShownRecord> = {}) =>
  givenShownRecord({ id: idOf('b0', number), entity: 'crm/conversation', inherited: { ownerId: me, teamId: null, sharedWith: [] }, fields: { name: textIn(of.fields['name']), about: `crm/deal:${of.id}`, handled: 'open', state: 'open', ...fields }, ...more }); // prettier-ignore
const person = (id: string, name: string) => givenShownRecord({ id, entity: 'platform/person', fields: { name, status: 'active' } }); // prettier-ignore

const rows: readonly ShownRecord[] = [
  maris,
  lighting,
  lift,
  hall,
  person(me, 'Ilse Torvane'),
  person(dana, 'Dana Rehmark'),
  message(1, lighting, { kind: 'text', direction: 'in', number: '+13035550164', body: 'Could the installer come on the second?', happensAt: minutesAgo(30) }, { createdBy: dana }), // prettier-ignore
  message(2, lift, { kind: 'email', direction: 'in', subject: 'New date', body: 'Tuesday suits us.', fromAddress: 'perrin@example.com', happensAt: minutesAgo(60) }), // prettier-ignore
  talk(1, lighting, { with: maris.id, last: idOf('a0', 1), lastAt: minutesAgo(30), lastInAt: minutesAgo(30) }),
  talk(2, lift, { last: idOf('a0', 2), lastAt: minutesAgo(60), lastInAt: minutesAgo(60), replyBy: dana, replyAt: minutesAgo(4), replyWords: 'Hello Perrin, Tuesday' }), // prettier-ignore
  talk(3, hall, { lastAt: minutesAgo(90) }, { ownerId: null }),
];

/** Whether a record fits a filter of the inbox. */
function fits(row: ShownRecord, filter: Filter | undefined): boolean {
  if (filter === undefined) return true;
  if ('and' in filter) return filter.and.every((one) => fits(row, one));
  if ('or' in filter) return filter.or.some((one) => fits(row, one));
  if ('not' in filter) return !fits(row, filter.not);
  const value = filter.field === 'id' ? row.id : shownValue(row, filter.field);
  const { op, value: wanted } = filter;
  if (op === 'is') return value === wanted;
  if (op === 'is-not') return value !== wanted;
  if (op === 'is-empty') return value === null;
  if (op === 'one-of') return Array.isArray(wanted) && wanted.includes(value);
  if (op === 'lte') return textIn(value) <= textIn(wanted);
  if (op === 'gt') return textIn(value) > textIn(wanted);
  throw new Error(`The inbox does not ask ${op}`);
}
const timeOf = (row: ShownRecord): string => textIn(row.fields['lastAt'] ?? row.fields['happensAt']);
const found = (all: readonly ShownRecord[], entity: string, where: Filter | undefined) => all.filter((row) => row.entity === entity && fits(row, where)); // prettier-ignore
const refs = Object.fromEntries(rows.map(({ id, entity, life, fields }) => [id, { entity, life, title: textIn(fields['name']) }])); // prettier-ignore
const answering = (all: readonly ShownRecord[]): Partial<BridgeHandlers> => ({
  'records.list': ({ entity, where, limit }) => {
    const own = found(all, entity, where).toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
    return Promise.resolve(accept({ rows: own.slice(0, limit), refs, next: null }));
  },
  'records.summary': ({ entity, where }) =>
    Promise.resolve(accept({ groups: [{ value: null, count: found(all, entity, where).length, sums: {} }], refs: {} })),
});
async function opened(more: readonly ShownRecord[] = []) {
  const all = [...rows, ...more];
  const shown = await renderApp({ rows: all, at: '/inbox', handlers: answering(all) });
  const list = within(await screen.findByRole('navigation', { name: 'Conversations' }));
  return { ...shown, list };
}

describe('[INB-5] the inbox', () => {
  it('says in the rail how many open conversations are the person’s', async () => {
    await opened();
    expect(await screen.findByRole('link', { name: /^Inbox ?2$/ })).toBeDefined();
  });

  it('says nothing in the rail where none is', async () => {
    await renderApp({ rows: [], at: '/inbox', handlers: answering([]) });
    expect(await screen.findByRole('button', { name: 'Mine 0' })).toBeDefined();
    expect(screen.getByRole('link', { name: 'Inbox' })).toBeDefined();
  });

  it('shows the folders with their counts, the newest conversation first, and opens it', async () => {
    const { list } = await opened();
    expect((await list.findAllByRole('button')).map((one) => one.textContent)).toMatchObject([/^.*Maris Oakhurst.*Could the installer/, /Lift.*New date.*Dana Rehmark began a reply/].map((one) => expect.stringMatching(one) as string)); // prettier-ignore
    expect(screen.getByRole('button', { name: 'Mine 2' }).getAttribute('aria-pressed')).toBe('true');
    const thread = within(await screen.findByRole('region', { name: 'Maris Oakhurst' }));
    expect(await thread.findByText('Could the installer come on the second?')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Nobody’s 1' }));
    expect(await screen.findByText('Nobody has it yet')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Snoozed 0' }));
    expect(await screen.findByText('Nothing is snoozed')).toBeDefined();
  });

  it('[INB-7] shows a text that waits on this device at once, also where no conversation has begun', async () => {
    const { list } = await opened([
      message(5, hall, { kind: 'text', delivery: 'send', number: '+13035550100', body: 'We come at nine', happensAt: minutesAgo(1) }, { waiting: 1, version: 0 }), // prettier-ignore
      message(6, deal(6, 'New one'), { kind: 'call', body: 'Called them', happensAt: minutesAgo(2) }, { waiting: 1, version: 0 }), // prettier-ignore
    ]);
    const line = await list.findByText('Called them');
    expect(line.closest('button')?.textContent).toMatch(/On this device, to send/);
    expect(list.queryByText('We come at nine')).toBeNull(); // it is nobody's
    fireEvent.click(screen.getByRole('button', { name: 'Nobody’s 1' }));
    expect(await list.findByText('You: We come at nine')).toBeDefined();
  });
});

it('[MSG-71] the inbox has the message of a caller under the missed call, as a file', async () => {
  const name = 'Message of 2026-11-20 09.00 UTC.mp3';
  const file = givenShownRecord({ id: idOf('f0', 1), entity: 'platform/file', fields: { name, about: `crm/deal:${lighting.id}`, content: { id: 'f', name, sizeBytes: 9_000, mediaType: 'audio/mpeg', sha256: 'a'.repeat(64) } } }); // prettier-ignore
  await opened([
    file,
    message(7, lighting, { kind: 'call', direction: 'in', number: '+13035550164', subject: 'Missed call', recorded: 'message', recording: [file.id], happensAt: minutesAgo(29) }, { createdBy: dana }), // prettier-ignore
  ]);
  const thread = within(await screen.findByRole('region', { name: 'Maris Oakhurst' }));
  expect(await thread.findByText('Missed call from +1 303 555 0164')).toBeDefined();
  const list = within(await thread.findByRole('group', { name: 'Message of the caller' }));
  expect(await list.findByRole('button', { name: /Message of 2026-11-20/ })).toBeDefined();
});

describe('[INB-8] the keys of the inbox', () => {
  it('go through the list, close, snooze and take a conversation', async () => {
    const { performed } = await opened();
    await screen.findByRole('region', { name: 'Maris Oakhurst' });
    fireEvent.keyDown(document.body, { key: 'e' });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ label: 'Closed Maris Oakhurst', edits: [{ id: idOf('b0', 1), fields: { handled: 'closed', handledUpTo: minutesAgo(30), snoozeUntil: null } }] }); // prettier-ignore
    await screen.findByRole('region', { name: 'Lift' }); // the next one
    fireEvent.keyDown(document.body, { key: 'k' });
    await screen.findByRole('region', { name: 'Maris Oakhurst' });
    fireEvent.keyDown(document.body, { key: 'j' });
    await screen.findByRole('region', { name: 'Lift' });
    fireEvent.keyDown(document.body, { key: 'z' });
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Until tomorrow morning/ }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({ edits: [{ fields: { handled: 'snoozed', snoozeUntil: '2026-11-21T08:00:00.000Z' } }] }); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: 'Nobody’s 1' }));
    await screen.findByRole('region', { name: 'Hall' });
    fireEvent.keyDown(document.body, { key: 'a' });
    await waitFor(() => expect(performed).toHaveLength(3));
    expect(performed[2]).toMatchObject({ label: 'Took Hall', edits: [{ id: idOf('b0', 3), fields: { ownerId: me } }] });
  });
});

describe('[INB-6] the composer of the inbox', () => {
  it('answers to the number of the text that came in, about its record, and ends the begun reply in the same act', async () => {
    const { performed } = await opened();
    const reply = within(await screen.findByRole('region', { name: 'Reply' }));
    const field = reply.getByRole('textbox', { name: 'Text' });
    fireEvent.change(field, { target: { value: '2 December works.' } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ isStep: false, edits: [{ id: idOf('b0', 1), fields: { replyBy: me, replyWords: '2 December works.' } }] }); // prettier-ignore
    fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({
      edits: [
        { entity: 'crm/activity', create: { ownerId: me, fields: { about: `crm/deal:${lighting.id}`, kind: 'text', delivery: 'send', number: '+13035550164', with: maris.id, body: '2 December works.' } } }, // prettier-ignore
        { id: idOf('b0', 1), fields: { replyBy: null, replyAt: null, replyWords: null } },
      ],
    });
  });

  it('[MSG-75] warns of a text to the United States where the organisation has no registered campaign', async () => {
    await opened([givenShownRecord({ id: idOf('f0', 1), entity: 'platform/organisation', fields: { name: 'Fenwright' } })]); // prettier-ignore
    const reply = within(await screen.findByRole('region', { name: 'Reply' }));
    expect(reply.queryByText(/may block this text/)).toBeNull(); // nothing is written yet
    fireEvent.change(reply.getByRole('textbox', { name: 'Text' }), { target: { value: '2 December works.' } });
    expect(await reply.findByText(/^Networks in the United States may block this text/)).toBeDefined();
    fireEvent.click(reply.getByRole('button', { name: 'Note' }));
    await waitFor(() => expect(reply.queryByText(/may block this text/)).toBeNull());
  });

  it('tells of the reply that a colleague began, with its words, and announces no second one over it', async () => {
    const { performed } = await opened();
    fireEvent.keyDown(document.body, { key: 'j' });
    const thread = within(await screen.findByRole('region', { name: 'Lift' }));
    const [begun] = await thread.findAllByRole('status'); // the composer has a line of its own: it knows no address here
    expect(begun?.textContent).toMatch(/Dana Rehmark began a reply here at 8:56, not sent/);
    fireEvent.click(thread.getByRole('button', { name: 'Read it' }));
    expect(await thread.findByText('Hello Perrin, Tuesday')).toBeDefined();
    fireEvent.click(await thread.findByRole('button', { name: 'Note' }));
    fireEvent.change(thread.getByRole('textbox', { name: 'Note' }), { target: { value: 'Dana answers' } });
    fireEvent.keyDown(thread.getByRole('textbox', { name: 'Note' }), { key: 'Enter', metaKey: true });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ edits: [{ create: { fields: { kind: 'note', body: null, subject: 'Dana answers' } } }] }); // prettier-ignore
  });
});

describe('[PSH-3] a snippet in a reply', () => {
  it('is filled in with the record’s values, offline; a gap is selected, and nothing is sent before it is filled in', async () => {
    const words = 'Dear {{ contact.firstName }}, {{ deal.name }} in {{ deal.site }}. {{ me.firstName }}';
    const { performed } = await opened([givenShownRecord({ id: idOf('f0', 1), entity: 'crm/snippet', fields: { name: 'Greeting', shortcut: ';hi', words, language: null, audience: null } })]); // prettier-ignore
    const thread = within(await screen.findByRole('region', { name: 'Maris Oakhurst' }));
    const field = await thread.findByRole<HTMLTextAreaElement>('textbox', { name: 'Text' });
    field.focus();
    fireEvent.change(field, { target: { value: ';hi' } });
    expect(await screen.findByRole('option', { name: /Greeting/ })).toBeDefined();
    fireEvent.keyDown(field, { key: ' ' });
    expect(field.value).toBe('Dear Maris, Lighting and shades in [[deal site]]. Ilse');
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('[[deal site]]');
    const send = () => fireEvent.click(screen.getByRole('button', { name: /^Send/ }));
    const isOff = () => screen.getByRole('button', { name: /^Send/ }).getAttribute('aria-disabled');
    expect(isOff()).toBe('true');
    send();
    expect(performed.filter(({ label }) => label === 'Wrote a text')).toEqual([]);
    fireEvent.change(field, { target: { value: 'Dear Maris, Lighting and shades in Denver. Ilse' } });
    await waitFor(() => expect(isOff()).toBeNull());
    send();
    await waitFor(() => expect(performed.filter(({ label }) => label === 'Wrote a text')).toHaveLength(1));
  });
});
