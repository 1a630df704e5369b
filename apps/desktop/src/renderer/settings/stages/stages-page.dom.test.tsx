import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { OwnDefinitions } from '../../../bridge/own-definitions.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { leave } from '../../testing/leave.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/stages';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const offer = { forEntity: 'crm/deal', value: 'proposal', label: 'Offer', chance: 55 };
const survey = { forEntity: 'crm/deal', value: 'survey', label: 'Site survey', like: 'proposal', tone: 'good' };
const records = [offer, survey].map((fields, place) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-00000000050${place}`,
    entity: 'platform/stage',
    ownerId: null,
    fields,
  }),
);
const stages = [offer, survey].map((fields) => ({ fields, isRemoved: false }));
const definitions: Partial<OwnDefinitions> = { stages };

const list = () => screen.findByRole('list', { name: 'Stages of deals' });
const names = async () =>
  within(await list())
    .getAllByRole('textbox', { name: /^Name of/ })
    .map((box) => (box instanceof HTMLInputElement ? box.value : ''));

describe('[PLT-9] the stages of a kind of record', () => {
  it('are renamed and moved by one act each: the first change of a pack’s stage makes its record', async () => {
    const { performed } = await renderApp({ session: admin, at });
    expect(await names()).toEqual(['Prospecting', 'Engaging', 'Proposal', 'Negotiation', 'Won', 'Lost']);
    leave(screen.getByRole('textbox', { name: 'Name of Engaging' }), 'Talks');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Renamed the stage Engaging to Talks',
      edits: [
        { entity: 'platform/stage', create: { fields: { forEntity: 'crm/deal', value: 'engaging', label: 'Talks' } } },
      ],
    });
    fireEvent.click(screen.getByRole('button', { name: 'Move Negotiation up' }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]?.edits).toMatchObject([{ create: { fields: { value: 'negotiation', place: 1_500 } } }]);
  });

  it('show the tenant’s changes, and go back to the pack’s values', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: records, definitions });
    expect(await names()).toEqual(['Prospecting', 'Engaging', 'Offer', 'Site survey', 'Negotiation', 'Won', 'Lost']);
    expect(screen.getByText('Follows the rules of Offer.')).toBeDefined();
    expect(screen.getByRole('combobox', { name: 'Colour of Site survey' })).toMatchObject({ value: 'good' });
    fireEvent.click(screen.getByRole('button', { name: 'Reset Offer to the pack’s' }));
    await waitFor(() =>
      expect(performed[0]?.edits).toMatchObject([{ id: records[0]?.id, fields: { life: 'deleted' } }]),
    );
    leave(screen.getByRole('textbox', { name: 'Chance of Site survey' }), '65');
    await waitFor(() => expect(performed[1]?.edits).toMatchObject([{ id: records[1]?.id, fields: { chance: 65 } }]));
    fireEvent.click(screen.getByRole('button', { name: 'Retire Site survey' }));
    await waitFor(() => expect(performed[2]).toMatchObject({ label: 'Retired the stage Site survey', edits: [{ fields: { retired: true } }] })); // prettier-ignore
  });

  it('get a limit of days, and lose it where the number is emptied', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: records, definitions });
    const days = async (stage: string) =>
      within(await list()).getByRole('textbox', { name: `Days after which records are too long in ${stage}` });
    const offered = await days('Offer');
    expect(offered.getAttribute('placeholder')).toBe('never');
    leave(offered, '14');
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Limited Offer to 14 days', edits: [{ id: records[0]?.id, fields: { days: 14 } }] }])); // prettier-ignore
    leave(await days('Engaging'), '0');
    expect(await screen.findByText(/at least 1|1 or more|from 1/i)).toBeDefined();
    expect(performed).toHaveLength(1);
  });

  it('lose their limit of days for good, also one of the pack', async () => {
    const limited = [{ ...survey, days: 7 }].map((fields) => ({ fields, isRemoved: false }));
    const row = { ...records[1], fields: { ...survey, days: 7 } } as (typeof records)[number];
    const { performed } = await renderApp({ session: admin, at, rows: [row], definitions: { stages: limited } });
    const name = 'Days after which records are too long in Site survey';
    leave(within(await list()).getByRole('textbox', { name }), '');
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Took the limit of days from Site survey', edits: [{ id: row.id, fields: { days: null, noLimit: true } }] }])); // prettier-ignore
  });

  it('[PLT-53] ask for further fields and for a reason, and say so in one line', async () => {
    const asking = { ...offer, needs: ['source'], reason: 'forecast' };
    const row = { ...records[0], fields: asking } as (typeof records)[number];
    const { performed } = await renderApp({
      session: admin,
      at,
      rows: [row],
      definitions: { stages: [{ fields: asking, isRemoved: false }] },
    });
    const rules = async (stage: string) =>
      within(await list())
        .getByText(`Rules of ${stage}:`)
        .closest('details');
    expect((await rules('Offer'))?.textContent).toBe('Rules of Offer: asks for Source and Forecast');
    expect((await rules('Lost'))?.textContent).toContain('asks for Why it was lost');
    const offered = await rules('Offer');
    if (!offered) throw new Error('The stage has rules');
    offered.open = true;
    fireEvent(offered, new Event('toggle'));
    const form = within(offered);
    expect(form.queryByLabelText('Comes from')).toBeNull(); // the pack decides
    fireEvent.click(await form.findByLabelText('Asks for'));
    const [value] = await screen.findAllByRole('option', { name: 'Value', hidden: true });
    if (value) fireEvent.click(value);
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Changed the rules of the stage Offer', edits: [{ id: row.id, fields: { needs: ['source', 'value'] } }] }])); // prettier-ignore
  });

  it('[PLT-53] of an own kind come from chosen stages, and new records begin in some', async () => {
    const own: Partial<OwnDefinitions> = {
      entities: [{ name: 'repair', label: 'Repair', labelMany: 'Repairs', stages: 'state' }],
      fields: [
        {
          forEntity: 'own/repair',
          name: 'state',
          label: 'State',
          type: 'choice',
          options: [
            { value: 'reported', label: 'Reported' },
            { value: 'in-work', label: 'In work' },
            { value: 'done', label: 'Done', outcome: 'won' },
          ],
        },
      ],
      stages: [
        { fields: { forEntity: 'own/repair', value: 'done', comesFrom: ['in-work'], noStart: true }, isRemoved: false },
      ],
    };
    const { performed } = await renderApp({ session: admin, at: '/settings/stages?of=own/repair', definitions: own });
    const shown = within(await screen.findByRole('list', { name: 'Stages of repairs' }));
    const rules = (stage: string) => shown.getByText(`Rules of ${stage}:`).closest('details');
    expect(rules('Done')?.textContent).toBe('Rules of Done: comes from In work; no start of new ones');
    expect(rules('In work')?.textContent).toBe('Rules of In work: none');
    const inWork = rules('In work');
    if (!inWork) throw new Error('The stage has rules');
    inWork.open = true;
    fireEvent(inWork, new Event('toggle'));
    fireEvent.click(await within(inWork).findByRole('checkbox', { name: 'New repairs may begin here' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ create: { fields: { value: 'in-work', noStart: true } } }] }])); // prettier-ignore
  });

  it('are added behind the stage whose rules they follow; the typed name is kept until then', async () => {
    const { performed, local } = await renderApp({ session: admin, at });
    await list();
    fireEvent.click(await screen.findByRole('button', { name: /^Add the stage/ }));
    expect(await screen.findByText('The stage needs a name.')).toBeDefined();
    leave(screen.getByRole('textbox', { name: 'Name of the new stage' }), 'Besuch vor Ort');
    await waitFor(() => expect(local.get('draft/stage/crm/deal')).toMatchObject({ label: 'Besuch vor Ort' }));
    fireEvent.click(screen.getByRole('button', { name: /^Add the stage/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      {
        entity: 'platform/stage',
        create: {
          fields: {
            forEntity: 'crm/deal',
            value: 'besuch-vor-ort',
            label: 'Besuch vor Ort',
            like: 'negotiation',
            place: 3_500,
          },
        },
      },
    ]);
    await waitFor(() => expect(local.get('draft/stage/crm/deal')).toBeNull());
  });

  it('cannot be retired if rules name them, and the screen says why', async () => {
    const { performed } = await renderApp({ session: admin, at });
    const won = within(await list()).getByRole('button', { name: 'Retire Won' });
    expect(won.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(won);
    expect(screen.getByText('Rules and reports count on it as the good end.')).toBeDefined();
    expect(performed).toEqual([]);
  });

  it('[A-2] are read-only for people who are not administrators', async () => {
    await renderApp({ at, rows: records, definitions });
    expect(await screen.findByText(/^Only administrators change stages/)).toBeDefined();
    expect((await list()).textContent).toContain('Site survey');
    expect(screen.queryByRole('button', { name: /^Retire/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Move/ })).toBeNull();
  });
});

describe('[PLT-9] screens with a tenant’s stages', () => {
  const deal = givenShownRecord({ fields: { name: 'Acme', stage: 'survey' } });
  it('show them on the path of a record, and no retired one that it is not in', async () => {
    const retired = [
      ...stages,
      { fields: { forEntity: 'crm/deal', value: 'negotiation', retired: true }, isRemoved: false },
    ];
    await renderApp({ rows: [deal], at: `/record/${deal.id}`, definitions: { stages: retired } });
    const current = await screen.findByRole('button', { name: 'Site survey' });
    expect(current.closest('[aria-current]')).not.toBeNull();
    expect(screen.getByRole('button', { name: 'Offer' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Negotiation' })).toBeNull();
  });

  it('[K-5] show the stored word if this device does not know the stage yet', async () => {
    await renderApp({ rows: [deal], at: `/record/${deal.id}` });
    expect((await screen.findAllByText('survey')).length).toBeGreaterThan(0);
  });

  it('have columns for them on the board; a retired one has one while records are in it', async () => {
    const gone = [{ fields: { ...survey, retired: true }, isRemoved: false }];
    const handlers = (rows: readonly (typeof deal)[]) => ({
      'records.summary': () =>
        Promise.resolve(accept({ groups: rows.map(() => ({ value: 'survey', count: 1, sums: {} })), refs: {} })),
    });
    await renderApp({ rows: [deal], at: '/list/crm/deal?kind=board', definitions: { stages: gone }, handlers: handlers([deal]) }); // prettier-ignore
    expect(await screen.findByRole('heading', { name: /Site survey \(retired\)/ })).toBeDefined();
  });
});
