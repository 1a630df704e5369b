import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ActRequest } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const sentence = 'Not enough on hand.';

/** Makes a replica that warns of each act, unless it is to be sent anyway. */
function warning() {
  const asked: ActRequest[] = [];
  const perform = (request: ActRequest) => {
    asked.push(request);
    return Promise.resolve(
      request.anyway === true
        ? accept({ act: deal.id, ids: [deal.id] })
        : refuse('rules/warned', sentence, { rule: 'TRD-2' }),
    );
  };
  return { asked, handlers: { 'acts.perform': perform } as const };
}
const isAnyway = (asked: readonly ActRequest[]) => asked.map(({ anyway }) => anyway === true);

describe('a warning of a rule over other records', () => {
  it('[T-9] is shown in the form of a new record, which is created when the person confirms', async () => {
    const { asked, handlers } = warning();
    await renderApp({ rows: [deal], handlers, at: '/list/crm/deal' });
    fireEvent.click(await screen.findByText('New deal'));
    const dialog = within(await screen.findByRole('dialog', { name: 'New deal' }));
    const name = await dialog.findByLabelText('Name');
    expect(dialog.queryByText('Save anyway')).toBeNull();
    fireEvent.change(name, { target: { value: 'Acme' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByText('Add the deal'));
    const told = await dialog.findAllByText(new RegExp(sentence));
    expect(told.every((line) => line.textContent.includes('the server decides'))).toBe(true);
    fireEvent.click(await dialog.findByText('Save anyway'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(isAnyway(asked)).toEqual([false, true]);
    expect(asked[1]).toMatchObject({ edits: [{ entity: 'crm/deal', create: { fields: { name: 'Acme' } } }] });
  });

  it('[T-9] is shown for a changed field, with a button that saves it anyway', async () => {
    const { asked, handlers } = warning();
    await renderApp({ rows: [deal], handlers, at: `/record/${deal.id}` });
    fireEvent.click(await screen.findByRole('button', { name: /^Name:/ }));
    const field = await screen.findByRole('textbox', { name: 'Name' });
    fireEvent.change(field, { target: { value: 'Beta' } });
    fireEvent.blur(field);
    fireEvent.click(await screen.findByText('Save anyway'));
    await waitFor(() => expect(isAnyway(asked)).toEqual([false, true]));
    expect(asked[1]).toMatchObject({ edits: [{ id: deal.id, fields: { name: 'Beta' } }] });
  });
});
