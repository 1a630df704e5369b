import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ActRequest } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const account = '0190b1f2-7c00-7000-8000-00000000acc0';

describe('the form of a quick act', () => {
  it('logs no empty call, and labels a call with its subject in the past tense', async () => {
    const asked: ActRequest[] = [];
    const perform = (request: ActRequest) => {
      asked.push(request);
      return Promise.resolve(accept({ act: deal.id, ids: [deal.id] }));
    };
    await renderApp({ rows: [deal], handlers: { 'acts.perform': perform }, at: `/record/${deal.id}` });
    fireEvent.click(await screen.findByRole('button', { name: /^Log a call/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Log a call' }));
    fireEvent.click(await dialog.findByText('Log the call'));
    expect(await dialog.findAllByText('Outcome or Subject or Text must be filled in.')).not.toEqual([]);
    expect(asked).toEqual([]);
    const subject = dialog.getByLabelText('Subject');
    fireEvent.change(subject, { target: { value: 'Delivery' } });
    fireEvent.blur(subject);
    fireEvent.click(dialog.getByText('Log the call'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked).toMatchObject([{ label: 'Logged a call: Delivery', edits: [{ entity: 'crm/activity' }] }]);
  });
});

describe('[MSG-15] the form of a text', () => {
  const contact = givenShownRecord({
    id: '0190b1f2-7c00-7000-8000-00000000c0a7',
    entity: 'crm/contact',
    fields: { name: 'Ada', phone: '+13035550101', mobile: '+13035550102' },
  });
  const write = async () => {
    const app = await renderApp({ rows: [contact], at: `/record/${contact.id}` });
    await screen.findByRole('button', { name: /^Text/ });
    fireEvent.keyDown(document.body, { key: 'w' });
    return { ...app, dialog: within(await screen.findByRole('dialog', { name: 'Write a text' })) };
  };

  it('is opened by a key, goes to the mobile telephone, and counts at each keystroke', async () => {
    const { dialog, performed } = await write();
    // The clock of these tests stands at 8:00 UTC.
    expect(await dialog.findByText(/it waits for 8:00 in Denver\.$/)).toBeDefined();
    expect(await dialog.findByText('160 characters fit into one part.')).toBeDefined();
    const words = dialog.getByLabelText('Text');
    fireEvent.change(words, { target: { value: 'Nine?' } });
    expect(await dialog.findByText('5 characters, 1 part, room for 155 more.')).toBeDefined();
    fireEvent.change(words, { target: { value: `${'x'.repeat(161)}` } });
    expect(await dialog.findByText('161 characters, 2 parts, room for 145 more.')).toBeDefined();
    fireEvent.change(words, { target: { value: 'Nine 😀' } });
    expect(await dialog.findByText(/^7 characters, 1 part, room for 63 more\. Parts are shorter/)).toBeDefined();
    fireEvent.blur(words);
    fireEvent.click(dialog.getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const fields = {
      kind: 'text',
      delivery: 'send',
      number: '+13035550102',
      body: 'Nine 😀',
      about: `crm/contact:${contact.id}`,
    };
    expect(performed).toMatchObject([{ label: 'Wrote a text', edits: [{ create: { fields } }] }]);
  });

  describe('[MSG-75] to the United States', () => {
    const warning = /^Networks in the United States may block this text: your organisation has no registered campaign/;
    const organisation = (fields: Readonly<Record<string, string>>) => givenShownRecord({ id: '0190b1f2-7c00-7000-8000-00000000c0a9', entity: 'platform/organisation', fields: { name: 'Fenwright', ...fields } }); // prettier-ignore
    const writeTo = async (mobile: string, fields: Readonly<Record<string, string>>) => {
      const person = { ...contact, fields: { ...contact.fields, mobile } };
      await renderApp({ rows: [person, organisation(fields)], at: `/record/${contact.id}` });
      fireEvent.click(await screen.findByRole('button', { name: /^Text/ }));
      const dialog = within(await screen.findByRole('dialog', { name: 'Write a text' }));
      const words = await dialog.findByLabelText('Text');
      fireEvent.change(words, { target: { value: 'Nine?' } });
      fireEvent.blur(words);
      expect(await dialog.findByText('5 characters, 1 part, room for 155 more.')).toBeDefined();
      return dialog;
    };

    it('warns beside the parts where the organisation has no registered campaign, and lets it be sent', async () => {
      const dialog = await writeTo('+13035550102', {});
      expect(await dialog.findByText(warning)).toBeDefined();
      expect(dialog.getByRole('button', { name: /^Send/ }).getAttribute('aria-disabled')).not.toBe('true');
    });

    it.each([
      ['an organisation that has one', '+13035550102', { textBrand: 'BABC123', textCampaign: 'CABC123' }],
      ['a number in Canada', '+14165550102', {}],
      ['a toll-free number', '+18005550102', {}],
      ['a number elsewhere', '+4930901820', {}],
    ])('says nothing for %s', async (_name, mobile, fields) => {
      const dialog = await writeTo(mobile, fields);
      expect(dialog.queryByText(warning)).toBeNull();
    });
  });

  it('goes from a deal to the telephone of its contact', async () => {
    const sold = givenShownRecord({ fields: { name: 'Roof', stage: 'engaging', contact: contact.id } });
    await renderApp({ rows: [sold, contact], at: `/record/${sold.id}` });
    const button = await screen.findByRole('button', { name: /^Text/ });
    fireEvent.click(button);
    const dialog = within(await screen.findByRole('dialog', { name: 'Write a text' }));
    expect(await dialog.findByDisplayValue('+1 303 555 0102')).toBeDefined();
  });

  it('is off on a deal whose contact must not be contacted', async () => {
    const unwanted = { ...contact, fields: { ...contact.fields, doNotContact: true } };
    const sold = givenShownRecord({ fields: { name: 'Roof', stage: 'engaging', contact: contact.id } });
    await renderApp({ rows: [sold, unwanted], at: `/record/${sold.id}` });
    const button = await screen.findByRole('button', { name: /^Text/ });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
  });

  it('[MSG-3] says before “Send” that the number has opted out', async () => {
    const stop = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-00000000c0a8',
      entity: 'crm/suppression',
      fields: { address: '+13035550102', channel: 'text', reason: 'opt-out', since: '2026-11-01T00:00:00.000Z' },
    });
    await renderApp({ rows: [contact, stop], at: `/record/${contact.id}` });
    const button = await screen.findByRole('button', { name: /^Text/ });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
  });
});

describe('[CRM-11] the outcome of a meeting', () => {
  it('is chosen by the second key, and logs a meeting that did not take place immediately', async () => {
    const { performed } = await renderApp({ rows: [deal], at: `/record/${deal.id}` });
    await screen.findByRole('button', { name: /^Meeting/ });
    fireEvent.keyDown(document.body, { key: 'm' });
    const dialog = within(await screen.findByRole('dialog', { name: 'Log a meeting' }));
    await dialog.findByRole('toolbar', { name: 'Meeting outcome' });
    fireEvent.keyDown(document.activeElement ?? document.body, { key: '2' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const fields = { kind: 'meeting', meetingOutcome: 'no-show', subject: 'No show', about: `crm/deal:${deal.id}` };
    expect(performed).toMatchObject([{ label: 'Logged a meeting: No show', edits: [{ create: { fields } }] }]);
  });
});

describe('[CRM-11] the outcome of a call', () => {
  const openCall = async () => {
    const app = await renderApp({ rows: [deal], at: `/record/${deal.id}` });
    await screen.findByRole('button', { name: /^Log a call/ });
    fireEvent.keyDown(document.body, { key: 'l' });
    const dialog = within(await screen.findByRole('dialog', { name: 'Log a call' }));
    await dialog.findByRole('toolbar', { name: 'Outcome' });
    return { ...app, dialog };
  };
  const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

  it('is chosen by the second key; a complete one logs the call immediately, and only once', async () => {
    const { performed } = await openCall();
    press('3');
    press('3');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(performed).toMatchObject([
      {
        label: 'Logged a call: No answer',
        edits: [
          {
            entity: 'crm/activity',
            create: {
              fields: { kind: 'call', outcome: 'no-answer', subject: 'No answer', about: `crm/deal:${deal.id}` },
            },
          },
        ],
      },
    ]);
  });

  it('leaves the fields for what was said after a conversation, and is kept with it', async () => {
    const { performed, dialog } = await openCall();
    press('1');
    const subject = dialog.getByLabelText('Subject');
    expect(document.activeElement).toBe(subject);
    expect(dialog.getByRole('button', { name: /^Reached/ }).getAttribute('aria-pressed')).toBe('true');
    expect(performed).toEqual([]);
    fireEvent.change(subject, { target: { value: 'Delivery' } });
    fireEvent.blur(subject);
    fireEvent.click(dialog.getByText('Log the call'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Logged a call: Delivery',
      edits: [{ create: { fields: { outcome: 'reached', subject: 'Delivery' } } }],
    });
  });

  it('may be left out: a typed letter goes to the subject', async () => {
    const { dialog } = await openCall();
    press('d');
    expect(document.activeElement).toBe(dialog.getByLabelText('Subject'));
  });
});

describe('the form of a new record', () => {
  const openTask = async () => {
    fireEvent.click(await screen.findByText('New task'));
    return within(await screen.findByRole('dialog', { name: 'New task' }));
  };
  it.each([
    ['Escape', () => fireEvent.keyDown(document.activeElement ?? window, { key: 'Escape' })],
    ['the cross', () => fireEvent.click(screen.getByRole('button', { name: 'Close' }))],
    ['Cancel', () => fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))],
  ])('[S-5] offers what was typed before %s when it is opened again', async (_way, leave) => {
    const { performed, local } = await renderApp({ at: '/list/crm/task' });
    const first = await openTask();
    fireEvent.change(await first.findByLabelText('Due'), { target: { value: 'some day' } });
    fireEvent.change(first.getByLabelText('Task'), { target: { value: 'Send the price' } });
    first.getByLabelText('Due').focus();
    leave();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const again = await openTask();
    await waitFor(() => expect(again.getByLabelText('Task')).toHaveProperty('value', 'Send the price'));
    const due = again.getByLabelText('Due');
    expect(due).toHaveProperty('value', 'some day');
    fireEvent.click(again.getByText('Add the task'));
    expect(document.activeElement).toBe(due); // the text cannot be read, so nothing is created
    fireEvent.change(due, { target: { value: '21 Nov 2026 9:00' } });
    fireEvent.blur(due);
    fireEvent.click(again.getByText('Add the task'));
    await waitFor(() =>
      expect(performed).toMatchObject([{ edits: [{ create: { fields: { subject: 'Send the price' } } }] }]),
    );
    await waitFor(() => expect(local.get('draft/new/crm/task')).toBeNull());
    expect(local.get('draft/fields/new/crm/task')).toEqual({});
  });

  it('creates the account that a contact names, and nothing while a text is unread', async () => {
    const asked: ActRequest[] = [];
    const perform = (request: ActRequest) => {
      asked.push(request);
      return Promise.resolve(accept({ act: deal.id, ids: [asked.length === 1 ? account : deal.id] }));
    };
    await renderApp({ rows: [deal], handlers: { 'acts.perform': perform }, at: '/list/crm/deal' });
    fireEvent.click(await screen.findByText('New deal'));
    const dialog = within(await screen.findByRole('dialog', { name: 'New deal' }));
    const name = await dialog.findByLabelText('Name');
    fireEvent.change(name, { target: { value: 'Refit' } });
    fireEvent.blur(name);
    const field = dialog.getByLabelText('Account');
    fireEvent.focus(field);
    fireEvent.change(field, { target: { value: 'Prentice Yachts' } });
    await screen.findByText('Create account “Prentice Yachts”');
    fireEvent.blur(field);
    fireEvent.click(dialog.getByText('Add the deal'));
    expect(dialog.getAllByText(/No record on this device has the name “Prentice Yachts”/)).not.toEqual([]);
    expect(asked).toEqual([]);
    fireEvent.click(field);
    fireEvent.click(await screen.findByText('Create account “Prentice Yachts”'));
    await waitFor(() => expect(asked).toMatchObject([{ label: 'Added account Prentice Yachts' }]));
    fireEvent.click(dialog.getByText('Add the deal'));
    await waitFor(() =>
      expect(asked[1]).toMatchObject({ edits: [{ create: { fields: { name: 'Refit', account } } }] }),
    );
  });
});
