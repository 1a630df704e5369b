import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/pages';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const layout = {
  forEntity: 'crm/deal',
  sections: [
    { title: 'Money', fields: ['name', 'value', 'stage'] },
    { title: 'Rest', tab: 'More', fields: ['account'] },
  ],
  hidden: ['source', 'tags'],
};
const record = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000601',
  entity: 'platform/page-layout',
  ownerId: null,
  fields: layout,
});
const given = { session: admin, at, rows: [record], definitions: { pages: [layout] } };
const list = () => screen.findByRole('list', { name: 'Page of deals' });
const sectionsIn = (request: { readonly edits: readonly unknown[] } | undefined): unknown => request?.edits[0];

describe('[PLT-10] the page of a kind of record', () => {
  it('is arranged by the keyboard, applies immediately, and is stored by one act', async () => {
    const { performed } = await renderApp(given);
    await list();
    fireEvent.click(screen.getByRole('button', { name: 'Move Value down' }));
    fireEvent.click(screen.getByRole('button', { name: 'Move Value down' }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({ label: 'Arranged the page of deals', edits: [{ id: record.id }] });
    expect(sectionsIn(performed[1])).toMatchObject({ fields: { sections: [{ title: 'Money' }, { title: 'Rest' }] } });
    expect(JSON.stringify(sectionsIn(performed[1]))).toContain('"name","stage","contact","value"');
  });

  it('takes further sections, other titles and tabs, and leaves fields out that not every record needs', async () => {
    const { performed } = await renderApp(given);
    const rows = within(await list());
    fireEvent.click(screen.getByRole('button', { name: 'Add a section' }));
    await waitFor(() => expect(JSON.stringify(sectionsIn(performed[0]))).toContain('"Section 3"'));
    const title = rows.getByRole('textbox', { name: 'Title of section Money' });
    fireEvent.change(title, { target: { value: 'Worth' } });
    fireEvent.keyDown(title, { key: 'Enter' });
    await waitFor(() => expect(JSON.stringify(sectionsIn(performed[1]))).toContain('"Worth"'));
    fireEvent.click(rows.getByRole('button', { name: 'Remove section Rest' }));
    await waitFor(() => expect(JSON.stringify(sectionsIn(performed[2]))).not.toContain('"Rest"'));
    expect(rows.getAllByText('on every page').length).toBeGreaterThan(1);
  });

  it('goes back to the pack’s', async () => {
    const { performed } = await renderApp(given);
    fireEvent.click(await screen.findByRole('button', { name: 'Reset to the pack’s page' }));
    await waitFor(() => expect(performed[0]).toMatchObject({ label: 'Reset the page of deals', edits: [{ id: record.id, fields: { life: 'deleted' } }] })); // prettier-ignore
  });

  it('is made by the first change', async () => {
    const { performed } = await renderApp({ session: admin, at });
    await list();
    fireEvent.click(screen.getByRole('button', { name: 'Move Origin up' }));
    await waitFor(() => expect(performed[0]).toMatchObject({ edits: [{ entity: 'platform/page-layout', create: { fields: { forEntity: 'crm/deal' } } }] })); // prettier-ignore
    expect(screen.queryByRole('button', { name: /^Reset/ })).toBeNull();
  });

  it('[A-2] is read-only for people who are not administrators', async () => {
    await renderApp({ ...given, session: givenSession() });
    expect(await screen.findByText(/^Only administrators arrange pages/)).toBeDefined();
    expect((await list()).textContent).toContain('Not shown on the page');
    expect(screen.queryByRole('button', { name: /^Move/ })).toBeNull();
  });

  it('is the page of a record: its sections in tabs, without the hidden fields', async () => {
    const deal = givenShownRecord({ fields: { name: 'Acme', stage: 'engaging', source: 'Web', account: null } });
    await renderApp({ ...given, rows: [deal], at: `/record/${deal.id}` });
    expect(await screen.findByRole('heading', { name: /^Money/ })).toBeDefined();
    expect(screen.getByRole('button', { name: 'More', pressed: false })).toBeDefined();
    expect(screen.queryByText('Source')).toBeNull();
  });
});

describe('[PLT-11] the figures and related lists of a page', () => {
  const account = givenShownRecord({
    id: '0190b1f2-7c00-7000-8000-00000000ac01',
    entity: 'crm/account',
    fields: { name: 'Acme', employeeCount: 40 },
  });
  const page = {
    forEntity: 'crm/account',
    sections: [{ title: 'All', fields: ['name'] }],
    figures: { shown: ['employeeCount'], hidden: ['over Open deals'] },
    lists: { shown: ['crm/deal.account'], hidden: ['crm/contact.account'] },
  };
  const stored = givenShownRecord({ ...record, fields: page });
  const ofAccounts = `${at}?of=crm/account`;
  const partsOf = async (label: string) => within(await screen.findByRole('list', { name: label }));

  it('are arranged by the keyboard, by one act each, which leaves the sections as they are', async () => {
    const { performed } = await renderApp({
      ...given,
      at: ofAccounts,
      rows: [stored, account],
      definitions: { pages: [page] },
    });
    const figures = await partsOf('Figures in the header');
    fireEvent.click(figures.getByRole('button', { name: 'Move figure Employees down' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([{ id: stored.id, fields: { figures: {} } }]);
    expect(JSON.stringify(performed[0])).toMatch(/"shown":\["[^"]+","employeeCount"/);
    expect(JSON.stringify(performed[0])).not.toContain('sections');
    const lists = await partsOf('Related lists');
    fireEvent.click(lists.getByRole('button', { name: 'Move list Deals down' }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(JSON.stringify(performed[1])).toContain('"lists"');
  });

  it('are made with the present sections by the first change', async () => {
    const { performed } = await renderApp({ session: admin, at: ofAccounts, rows: [account] });
    const figures = await partsOf('Figures in the header');
    fireEvent.click(figures.getByRole('button', { name: 'Move figure Open deals down' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([{ create: { fields: { forEntity: 'crm/account', figures: {} } } }]);
    expect(JSON.stringify(performed[0])).toContain('"sections":[{"title"');
  });

  it('are shown immediately in a preview of the page, and on the pages themselves', async () => {
    const { tellDefinitions } = await renderApp({ session: admin, at: ofAccounts, rows: [account] });
    const preview = within(await screen.findByRole('region', { name: 'Preview of the page of accounts' }));
    expect((await preview.findByText('Open deals')).tagName).toBe('DT');
    await tellDefinitions({
      entities: [],
      retiredEntities: [],
      fields: [],
      retiredFields: [],
      packs: [],
      pages: [page],
    });
    await waitFor(() => expect(preview.queryByText('Open deals')).toBeNull());
    expect(preview.getAllByText('Employees')[0]?.tagName).toBe('DT');
  });

  it('are shown on the page of a record', async () => {
    await renderApp({
      session: admin,
      at: `/record/${account.id}`,
      rows: [account],
      definitions: { pages: [page] },
    });
    const panel = within(await screen.findByRole('complementary', { name: 'Acme' }));
    expect((await panel.findAllByText('Employees'))[0]?.tagName).toBe('DT');
    expect(panel.queryByText('Open deals')).toBeNull();
    expect(panel.queryByRole('button', { name: 'New contact' })).toBeNull();
    expect(panel.getByRole('button', { name: 'New deal' })).toBeDefined();
  });

  it('show the columns that an administrator chooses, each list its own, and go back to those of the pack', async () => {
    const columns = { 'crm/contact.account': ['email'] };
    const { performed } = await renderApp({
      ...given,
      at: ofAccounts,
      rows: [givenShownRecord({ ...record, fields: { ...page, columns } }), account],
      definitions: { pages: [{ ...page, columns }] },
    });
    const lists = within(await screen.findByRole('group', { name: 'Related lists' }));
    fireEvent.click(lists.getByRole('button', { name: 'Deals', pressed: false }));
    fireEvent.click((await partsOf('Columns of Deals')).getByRole('button', { name: 'Move column Value down' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([
      { id: stored.id, fields: { columns: { ...columns, 'crm/deal.account': ['stage', 'value'] } } },
    ]);
    expect(screen.queryByRole('button', { name: 'Reset to the pack’s columns' })).toBeNull();
  });

  it('are shown in a table with their columns on the page of a record, in the declared order', async () => {
    const columns = { 'crm/deal.account': ['stage', 'ownerId', 'gone'] };
    const deal = givenShownRecord({ fields: { name: 'Taproom', stage: 'won', account: account.id } });
    await renderApp({
      session: admin,
      at: `/record/${account.id}`,
      rows: [account, deal],
      definitions: { pages: [{ ...page, columns }] },
    });
    const table = within(await screen.findByRole('group', { name: 'Deals' }));
    expect(table.getAllByRole('columnheader').map((head) => head.textContent)).toEqual(['Name', 'Stage', 'Owner']);
    expect(table.getByRole('rowheader').textContent).toBe('Taproom');
    expect(table.getAllByRole('cell')[0]?.textContent).toBe('Won');
    fireEvent.click(table.getByRole('button', { name: 'Taproom' }));
    expect(await screen.findByRole('complementary', { name: 'Taproom' })).toBeDefined();
  });

  it('are shown in a preview that is the real page, without a way to act in it', async () => {
    await renderApp({ session: admin, at: ofAccounts, rows: [account] });
    const preview = await screen.findByRole('region', { name: 'Preview of the page of accounts' });
    expect(await within(preview).findByRole('heading', { name: 'Acme' })).toBeDefined();
    expect(preview.querySelector('[inert] aside')).not.toBeNull();
    fireEvent.keyDown(document.body, { key: 'h' }); // a key of the page: earlier values
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('[A-2] are read-only for people who are not administrators', async () => {
    await renderApp({ session: givenSession(), at: ofAccounts, rows: [account] });
    await partsOf('Figures in the header');
    expect(screen.queryByRole('button', { name: /^Move/ })).toBeNull();
  });
});
