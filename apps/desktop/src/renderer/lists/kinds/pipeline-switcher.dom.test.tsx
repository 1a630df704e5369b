import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { switchedTo } from './pipeline-switcher.tsx';

installDomLayout();
const added = (fields: Readonly<Record<string, string | readonly string[]>>) => ({
  fields: { forEntity: 'crm/deal', ...fields } as Record<string, string>,
  isRemoved: false,
});
const definitions = {
  pipelines: [added({ value: 'main', label: 'New business' }), added({ value: 'renewals', label: 'Renewals' })],
  stages: [
    added({ value: 'due', label: 'Due', like: 'prospecting', pipelines: ['renewals'] }),
    added({ value: 'prospecting', pipelines: ['main'] }),
    added({ value: 'engaging', pipelines: ['main'] }),
  ],
};
const deal = (place: number, name: string, fields: Readonly<Record<string, string>>) =>
  givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000d0${place}`, fields: { name, ...fields } });
const acme = deal(1, 'Acme', { stage: 'engaging' });
const brook = deal(2, 'Brook', { stage: 'due', pipeline: 'renewals' });
const stray = deal(3, 'Stray', { stage: 'engaging', pipeline: 'renewals' });

const passes = (record: ShownRecord, where: Filter | undefined): boolean => {
  if (where === undefined) return true;
  if ('and' in where) return where.and.every((part) => passes(record, part));
  return 'field' in where && (record.fields[where.field] ?? 'main') === where.value;
};
type Asked = { readonly entity: string; readonly where?: Filter | undefined; readonly groupBy?: string | undefined };
/** Returns a replica that narrows its deals as the list asks. */
const replica = (rows: readonly ShownRecord[]) => {
  const found = (entity: string, where: Filter | undefined) =>
    rows.filter((row) => row.entity === entity && passes(row, where));
  return {
    rows,
    definitions,
    handlers: {
      'records.list': ({ entity, where }: Asked) =>
        Promise.resolve(accept({ rows: found(entity, where), refs: {}, next: null })),
      'records.summary': ({ entity, where, groupBy }: Asked) => {
        const of = Map.groupBy(found(entity, where), ({ fields }) => (groupBy === undefined ? null : (fields[groupBy] ?? null)));
        const groups = [...of].map(([value, list]) => ({ value, count: list.length, sums: {} }));
        return Promise.resolve(accept({ groups, refs: {} }));
      },
    },
  }; // prettier-ignore
};
const { catalogue } = withDefinitions(installedCatalogue, {
  packs: [],
  entities: [],
  retiredEntities: [],
  fields: [],
  pipelines: definitions.pipelines,
});
const dealKind = entityOf(catalogue, 'crm/deal');
const is = (value: string): Filter => ({ field: 'pipeline', op: 'is', value });
const mine: Filter = { field: 'ownerId', op: 'is', value: '@me' };

describe('[PLT-16] the pipelines of a board', () => {
  it('narrow a view in the address; if the view asks for another pipeline, the address replaces its filter', () => {
    const view = { id: 'v', name: 'V', where: mine };
    expect(switchedTo(dealKind, { view, address: {} }, 'renewals')).toEqual({ where: is('renewals') });
    const own = { ...view, where: { and: [mine, is('main')] } };
    expect(switchedTo(dealKind, { view: own, address: {} }, 'renewals')).toEqual({ where: { and: [mine, is('renewals')] }, instead: true }); // prettier-ignore
    expect(switchedTo(dealKind, { view: own, address: { where: is('renewals'), instead: true } }, 'main')).toEqual({ where: is('main') }); // prettier-ignore
  });

  it('are in its bar; the board has the stages and cards of one, and the address keeps it', async () => {
    const { router } = await renderApp({ ...replica([acme, brook]), at: '/list/crm/deal?kind=board' });
    const bar = await screen.findByRole('radiogroup', { name: 'Pipeline' });
    expect(await screen.findByText('Acme')).toBeDefined();
    expect(screen.queryByText('Brook')).toBeNull();
    expect(screen.queryByText('Due')).toBeNull();
    fireEvent.click(within(bar).getByRole('radio', { name: 'Renewals' }));
    expect(await screen.findByText('Brook')).toBeDefined();
    await waitFor(() => expect(screen.queryByText('Acme')).toBeNull());
    expect(screen.queryByText('Prospecting')).toBeNull();
    expect(router.state.location.search).toMatchObject({ where: { field: 'pipeline', op: 'is', value: 'renewals' } });
  });

  it('show a record in a stage of another one, in a column that takes no other cards', async () => {
    await renderApp({ ...replica([brook, stray]), at: '/list/crm/deal?kind=board&where={"field":"pipeline","op":"is","value":"renewals"}' }); // prettier-ignore
    expect(await screen.findByText('Stray')).toBeDefined();
    expect(screen.getByText('Engaging (not of this pipeline)')).toBeDefined();
  });

  it('are not shown while there is only one', async () => {
    await renderApp({ ...replica([acme]), definitions: {}, at: '/list/crm/deal?kind=board' });
    expect(await screen.findByText('Acme')).toBeDefined();
    expect(screen.queryByRole('radiogroup', { name: 'Pipeline' })).toBeNull();
    expect(screen.queryByText(/pipeline$/i, { selector: 'button' })).toBeNull();
  });
});

describe('[PLT-16] a record’s pipeline', () => {
  it('is above its stages; another one is chosen with the stage in it, as one act', async () => {
    const { performed } = await renderApp({ ...replica([acme]), at: `/record/${acme.id}` });
    const path = await screen.findByRole('list', { name: 'Stage' });
    expect(within(path).queryByText('Due')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Pipeline New business. Change it' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change the pipeline' });
    expect(await within(dialog).findByText('Acme is in New business, and moves to Renewals.')).toBeDefined();
    expect(within(dialog).getByRole('combobox', { name: /Stage in it/ })).toMatchObject({ value: 'Due' });
    fireEvent.click(within(dialog).getByRole('button', { name: /^Move to Renewals/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Moved Acme to the pipeline Renewals',
      edits: [{ id: acme.id, fields: { pipeline: 'renewals', stage: 'due' } }],
    });
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Change the pipeline' })).toBeNull());
  });

  it('is a field of the form for a new record, preset to that of the board; the stages follow it', async () => {
    const { performed } = await renderApp({ ...replica([brook]), at: '/list/crm/deal?kind=board&where={"field":"pipeline","op":"is","value":"renewals"}' }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: /New deal/ }));
    const dialog = await screen.findByRole('dialog', { name: 'New deal' });
    expect(await within(dialog).findByRole('combobox', { name: /Pipeline/ })).toMatchObject({ value: 'Renewals' });
    expect(within(dialog).getByRole('combobox', { name: /Stage/ })).toMatchObject({ value: 'Due' });
    fireEvent.change(within(dialog).getByRole('textbox', { name: /Name/ }), { target: { value: 'Next year' } });
    fireEvent.blur(within(dialog).getByRole('textbox', { name: /Name/ }));
    fireEvent.click(within(dialog).getByRole('button', { name: /^Add the deal/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([{ create: { fields: { name: 'Next year', pipeline: 'renewals', stage: 'due' } } }]); // prettier-ignore
  });
});
