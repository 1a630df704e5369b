import { fieldDefinitionSchema } from '@outpost/domain/kernel/definitions/own-fields';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { listing } from '../../testing/listing.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/fields';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const fieldId = (place: number) => `0190b1f2-7c00-7000-8000-00000000f00${place}`;
const defined = (place: number, fields: ShownRecord['fields']) =>
  givenShownRecord({
    id: fieldId(place),
    entity: 'platform/field-definition',
    ownerId: null,
    fields: { forEntity: 'crm/deal', type: 'number', ...fields },
  });
const seats = defined(1, { name: 'seats', label: 'Seats' });
const doubled = defined(2, { name: 'doubled', label: 'Doubled', computed: 'formula', formula: 'seats * 2' });
const deals = [
  givenShownRecord({ fields: { name: 'Acme', stage: 'prospecting', seats: 4 } }),
  givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000d02', fields: { name: 'Beta', stage: 'prospecting' } }),
];
const given = (fields: readonly ShownRecord[]) =>
  renderApp({
    session: admin,
    at,
    rows: deals,
    handlers: listing([...fields, ...deals]),
    definitions: { fields: fields.map((one) => fieldDefinitionSchema.parse(one.fields)) },
  });
/** Types a text into the formula, as a person does: the caret is at its end. */
function type(input: HTMLElement, value: string) {
  fireEvent.focus(input);
  fireEvent.change(input, { target: { value } });
}

async function newFormula() {
  const app = await given([seats]);
  fireEvent.click(await screen.findByRole('button', { name: /^New field/ }));
  const dialog = within(await screen.findByRole('dialog', { name: 'New field of deals' }));
  fireEvent.click(dialog.getByLabelText('Holds'));
  fireEvent.click(await screen.findByRole('option', { name: /^Formula/, hidden: true }));
  const input = await dialog.findByRole('textbox', { name: 'Formula' });
  return { ...app, dialog, input };
}

describe('a formula in the settings', () => {
  it('[PLT-7] is made with its results for real records next to it, and its type follows from it', async () => {
    const { dialog, input, performed } = await newFormula();
    const name = dialog.getByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'Doubled' } });
    fireEvent.blur(name);
    type(input, 'seats * 2');
    const results = within(await dialog.findByLabelText('Results'));
    expect(results.getByText('Acme').nextSibling?.textContent).toBe('8');
    expect(results.getByText('Beta').nextSibling?.textContent).toBe('empty: Seats has no value');
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      {
        entity: 'platform/field-definition',
        create: {
          fields: { forEntity: 'crm/deal', name: 'doubled', label: 'Doubled', type: 'number', computed: 'formula', formula: 'seats * 2' }, // prettier-ignore
        },
      },
    ]);
  });

  it('[PLT-7] with an error says where and why, marks the place, and is not added', async () => {
    const { dialog, input, performed } = await newFormula();
    type(input, 'seats * valeu');
    expect(await dialog.findByText('Column 9: unknown field "valeu". Did you mean "value"?')).toBeDefined();
    const mark = dialog.getByRole('button', { name: /^Go to the place of the error/ });
    expect(mark.querySelector('mark')?.textContent).toBe('valeu');
    fireEvent.click(mark);
    expect(input).toBe(document.activeElement);
    expect(input instanceof HTMLTextAreaElement && [input.selectionStart, input.selectionEnd]).toEqual([8, 13]);
    const name = dialog.getByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'Doubled' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    expect(performed).toEqual([]);
  });

  it('[PLT-7] offers fields and functions while typing, by only the keyboard, and by buttons', async () => {
    const { dialog, input } = await newFormula();
    type(input, 'ro');
    expect(within(dialog.getByRole('listbox')).getByRole('option', { name: /round\(number, places\)/ })).toBeDefined();
    type(input, 'sea');
    expect(input.getAttribute('aria-activedescendant')).toBe(dialog.getByRole('option', { selected: true }).id);
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(input).toHaveProperty('value', 'seats');
    expect(input.getAttribute('aria-activedescendant')).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Value' }));
    await waitFor(() => expect(input).toHaveProperty('value', 'seats value'));
    type(input, 'seats va');
    fireEvent.keyDown(input, { key: 'Escape' });
    expect(input.getAttribute('aria-activedescendant')).toBeNull();
    expect(screen.getByRole('dialog', { name: 'New field of deals' })).toBeDefined();
  });

  it('[PLT-7] is changed as a whole; until then its text is kept, and a circular reference is refused', async () => {
    const more = defined(3, { name: 'more', label: 'More', computed: 'formula', formula: 'doubled + 1' });
    const { performed, local } = await given([seats, doubled, more]);
    expect(await screen.findByText('seats * 2')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Doubled' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Doubled' }));
    const input = await dialog.findByRole('textbox', { name: 'Formula' });
    type(input, 'more + 1');
    expect(await dialog.findByText(/the formula reads itself through others: Doubled → More → Doubled/)).toBeDefined();
    await waitFor(() => expect(local.get(`draft/formula/${doubled.id}`)).toBe('more + 1'));
    type(input, 'seats * 3');
    expect(await dialog.findByLabelText('Results')).toBeDefined();
    fireEvent.click(await dialog.findByRole('button', { name: 'Work out all deals anew' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Changed how Doubled is computed',
      edits: [{ id: doubled.id, fields: { formula: 'seats * 3' } }],
    });
    await waitFor(() => expect(local.get(`draft/formula/${doubled.id}`)).toBeNull());
  });
});
