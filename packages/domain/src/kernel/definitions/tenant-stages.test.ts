import { describe, expect, it } from 'vitest';
import { waysOf } from '../../engine/moves/ways.ts';
import { installedCatalogue } from '../../installed-packs.ts';
import { choiceKey, day } from '../entities/field-types.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { JsonValue } from '../json.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import { withStages } from './tenant-stages.ts';
import { stagesNamedByRules } from './stages-named-by-rules.ts';
import { stagesOf } from '../entities/stages-of.ts';
import {
  type DefinitionRecord,
  definitionsIn,
  judgeDefinition,
  ownFields,
  withDefinitions,
} from './tenant-definitions.ts';
import { viewsOf } from '../catalogue/views-of.ts';

type Fields = Readonly<Record<string, JsonValue>>;
const record = (place: number, fields: Fields, life: DefinitionRecord['life'] = 'alive'): DefinitionRecord => ({
  id: `0190b1f2-7c00-7000-8000-0000000005${String(place).padStart(2, '0')}`,
  entity: 'platform/stage',
  life,
  createdAt: `2026-11-20T08:00:${String(place).padStart(2, '0')}.000Z`,
  fields: { forEntity: 'crm/deal', ...fields },
});
const survey = { value: 'survey', label: 'Site survey', like: 'proposal', chance: 60 };

/** Returns the catalogue with these stages. */
const staged = (...stages: readonly (Fields & { readonly isRemoved?: boolean })[]): Catalogue =>
  withDefinitions(installedCatalogue, {
    packs: [],
    entities: [],
    retiredEntities: [],
    fields: [],
    stages: stages.map(({ isRemoved = false, ...fields }) => ({
      fields: { forEntity: 'crm/deal', ...fields },
      isRemoved,
    })),
  }).catalogue;
const optionsIn = (catalogue: Catalogue) => stagesOf(entityOf(catalogue, 'crm/deal'))?.field.options ?? [];
const namesIn = (catalogue: Catalogue) => optionsIn(catalogue).map(({ label }) => label);
const waysFrom = (catalogue: Catalogue, stage: string, more: Fields = {}) =>
  waysOf(entityOf(catalogue, 'crm/deal'), catalogue.workflows.get('crm/deal'), {
    record: { life: 'alive', fields: { name: 'A', stage, ...more } },
    today: day('2026-11-20'),
    actor: '',
    denial: () => undefined,
  });
const judged = (fields: Fields, others: readonly DefinitionRecord[] = []) => {
  const one = record(50, fields);
  const refusal = judgeDefinition(installedCatalogue, [...others, one], { id: one.id, wasInUse: false });
  return refusal?.message;
};

describe('[PLT-9] a tenant’s stages', () => {
  it('are renamed, moved, coloured and given other chances and days; the rest is as the pack declares it', () => {
    const catalogue = staged(
      { value: 'engaging', label: 'Talks', chance: 40, tone: 'accent', days: 14 },
      { value: 'negotiation', place: 1_500 },
    );
    expect(namesIn(catalogue)).toEqual(['Prospecting', 'Talks', 'Negotiation', 'Proposal', 'Won', 'Lost']);
    expect(optionsIn(catalogue)[1]).toMatchObject({
      value: 'engaging',
      chancePercent: 40,
      tone: 'accent',
      outcome: 'open',
    });
    expect(catalogue.workflows.get('crm/deal')?.stays?.['engaging']).toEqual({ since: 'engagedOn', atMostDays: 14 });
    expect(waysFrom(catalogue, 'prospecting').find(({ to }) => to === 'engaging')?.move?.label).toBe('Move to Talks');
    expect(viewsOf(catalogue, entityOf(catalogue, 'crm/deal')).lists.map(({ id }) => id)).toContain('too-long');
  });

  it('may take away the limit of days that a stage has; a number of days counts more', () => {
    const limited = withStages(installedCatalogue, [{ fields: { forEntity: 'crm/deal', value: 'engaging', days: 7 }, isRemoved: false }]).catalogue; // prettier-ignore
    const limitWith = (more: StoredRecord['fields']) =>
      withStages(limited, [
        { fields: { forEntity: 'crm/deal', value: 'engaging', ...more }, isRemoved: false },
      ]).catalogue.workflows.get('crm/deal')?.stays?.['engaging'];
    expect(limitWith({})).toEqual({ since: 'engagedOn', atMostDays: 7 });
    expect(limitWith({ days: null, noLimit: true })).toEqual({ since: 'engagedOn' });
    expect(limitWith({ days: 9, noLimit: true })).toEqual({ since: 'engagedOn', atMostDays: 9 });
  });

  it('keep the sort keys of stored records, and sort an added stage after the one that it is like', () => {
    const audit = { ...survey, value: 'audit' }; // a word that comes before that of the stage that it is like
    const built = stagesOf(entityOf(installedCatalogue, 'crm/deal'))?.field;
    const now = stagesOf(entityOf(staged(audit, { value: 'won', place: -1 }), 'crm/deal'))?.field;
    if (!built || !now) throw new Error('Deals have stages');
    for (const { value } of built.options) expect(choiceKey(now, value)).toBe(choiceKey(built, value));
    const inOrder = [...now.options].toSorted((a, b) => (choiceKey(now, a.value) < choiceKey(now, b.value) ? -1 : 1));
    expect(inOrder.map(({ value }) => value)).toEqual([
      'prospecting',
      'engaging',
      'proposal',
      'audit',
      'negotiation',
      'won',
      'lost',
    ]);
  });

  it('can be added: with the conditions and values of the stage that it is like, both ways', () => {
    const catalogue = staged(survey);
    expect(namesIn(catalogue)).toEqual([
      'Prospecting',
      'Engaging',
      'Proposal',
      'Site survey',
      'Negotiation',
      'Won',
      'Lost',
    ]);
    const to = waysFrom(catalogue, 'lost').find((way) => way.to === 'survey');
    expect(to).toMatchObject({ label: 'Site survey', move: { label: 'Move to Site survey' }, why: null });
    expect(waysFrom(catalogue, 'survey').map((way) => way.to)).toEqual([
      'prospecting',
      'engaging',
      'proposal',
      'negotiation',
      'won',
      'lost',
    ]);
    expect(waysFrom(catalogue, 'survey').find((way) => way.to === 'won')?.asks).toContain('value');
    const move = catalogue.workflows.get('crm/deal')?.moves.find((one) => one.to === 'survey');
    expect(Object.keys(move?.sets ?? {})).toEqual(['closedOn', 'lossReason', 'engagedOn']);
    expect(catalogue.workflows.get('crm/deal')?.starts).toContain('survey');
  });

  it('count as open in the lists, figures and reports that packs declare', () => {
    const catalogue = staged(survey);
    const text = (kind: string) => JSON.stringify(catalogue.views.get(kind));
    const open = '"prospecting","engaging","proposal","survey","negotiation"';
    expect(text('crm/deal')).toContain(open);
    expect(text('crm/account')).toContain(open);
    expect(text('crm/account')).not.toContain('"proposal","negotiation"');
    expect(staged({ value: 'proposal', label: 'Offer' }).views).toBe(installedCatalogue.views);
  });

  it('stay readable when they are retired or removed, and offer no move to themselves', () => {
    for (const catalogue of [staged({ value: 'proposal', retired: true }), staged({ ...survey, isRemoved: true })]) {
      const retired = optionsIn(catalogue).find(({ isRetired }) => isRetired === true);
      expect(retired?.label).toMatch(/Proposal|Site survey/);
      expect(waysFrom(catalogue, 'engaging').map(({ to }) => to)).not.toContain(retired?.value);
      expect(waysFrom(catalogue, retired?.value ?? '').length).toBeGreaterThan(3);
    }
    expect(namesIn(staged({ value: 'proposal', label: 'Offer', isRemoved: true }))).toContain('Proposal');
  });

  it('are skipped where this build knows neither the kind nor the stage', () => {
    const unknown = [
      { ...survey, like: 'gone' },
      { ...survey, forEntity: 'crm/unicorn' },
      { value: 'x', chance: 'much' },
    ];
    expect(optionsIn(staged(...unknown))).toEqual(optionsIn(installedCatalogue));
  });

  it('rewrite the keys of records only where a stage was added: it may come after its records', () => {
    expect(
      ownFields(installedCatalogue, staged({ value: 'proposal', label: 'Offer', place: 1, retired: true })),
    ).toEqual({});
    const added = ownFields(installedCatalogue, staged(survey));
    expect(Object.keys(added)).toEqual(['crm/deal']);
    expect(ownFields(installedCatalogue, staged(survey, { value: 'proposal', place: 9_000 }))).toEqual(added);
  });
});

describe('[PLT-9] a definition of a stage', () => {
  it.each([
    [{ value: 'won', retired: true }, 'Won can’t be retired. Rules and reports count on it as the good end.'],
    [{ value: 'lost', retired: true }, 'Lost can’t be retired. Rules and reports count on it as the bad end.'],
    [{ value: 'survey', label: 'Survey' }, 'Choose the stage whose rules the new stage follows.'],
    [{ value: 'survey', like: 'proposal' }, 'A new stage needs a name.'],
    [{ ...survey, like: 'won' }, 'A new stage follows the rules of an open stage; "won" is not one.'],
    [{ ...survey, label: 'proposal' }, 'There is a stage called "proposal" already.'],
    [{ forEntity: 'crm/account', value: 'x' }, 'Accounts have no stages.'],
    [
      { forEntity: 'crm/lead', value: 'new', retired: true },
      'New can’t be retired. A list or a notice of the app filters by it.',
    ],
  ] as const)('is refused: %o', (fields, message) => {
    expect(judged(fields)).toBe(message.replaceAll('’', "'"));
  });

  it('is accepted where the rules name no stage that it retires, until one open stage is left', () => {
    expect(judged(survey)).toBeUndefined();
    expect(judged({ value: 'engaging', days: 7 })).toBeUndefined();
    expect(judged({ value: 'negotiation', days: 7 })).toBeUndefined();
    const retired = ['prospecting', 'engaging', 'proposal'].map((value, place) =>
      record(place, { value, retired: true }),
    );
    expect(judged({ value: 'negotiation', retired: true }, retired.slice(1))).toBeUndefined();
    expect(judged({ value: 'negotiation', retired: true }, retired)).toBe('One open stage must remain.');
  });

  it('may take the name of a retired stage', () => {
    const retired = record(1, { value: 'proposal', retired: true });
    expect(judged({ ...survey, label: 'Proposal' }, [retired])).toBeUndefined();
    expect(judged({ ...survey, label: 'Proposal' })).toBe('There is a stage called "Proposal" already.');
  });

  it('counts where an earlier one for the same stage was deleted', () => {
    const written = definitionsIn(installedCatalogue, [record(1, survey, 'deleted'), record(2, survey)]);
    const { catalogue } = withDefinitions(installedCatalogue, written);
    expect(optionsIn(catalogue).find(({ value }) => value === 'survey')?.isRetired).toBeUndefined();
  });

  it('names the stages that rules name, with the reason, before anybody tries', () => {
    expect([...stagesNamedByRules(installedCatalogue, 'crm/deal').keys()]).toEqual(['won', 'lost']);
    expect(stagesNamedByRules(installedCatalogue, 'crm/account').size).toBe(0);
  });
});
