import type { Catalogue } from './catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { type FieldTypeName, isWritable } from '../entities/fields.ts';
import { chosenParts, figureName, listName, possibleFigures, withChosenColumns } from './pages/page-parts.ts';
import { tooLongFilter } from './stages/time-in-state.ts';
import {
  type HeaderFigure,
  type KindViews,
  type ListView,
  mine,
  type RecordLayout,
  type RelatedList,
} from './views.ts';

/** A kind's views with no part left out. */
export type ShownViews = KindViews & {
  readonly order: string;
  readonly page: RecordLayout;
  readonly related: readonly RelatedList[];
};

const dayTypes: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>(['date', 'instant']);

/**
 * T-20: returns the views of a kind. Parts that its pack does not declare are derived from the types of its fields and from its
 * capabilities (T-19): stages, worth, schedule, score, reach. All views of a tenant's own kind are derived (K-3). A workflow that
 * limits the time in a state adds the list of records that exceed it. Fields that the tenant has added to a kind are on its page,
 * and have their related lists.
 */
export function viewsOf(
  { views, workflows, pages }: Pick<Catalogue, 'views' | 'workflows' | 'pages'>,
  entity: Entity,
): ShownViews {
  const declared = views.get(entity.name);
  const workflow = workflows.get(entity.name);
  const where = workflow && tooLongFilter(workflow);
  const tooLong: readonly ListView[] = where ? [{ id: 'too-long', name: 'Too long in a state', where }] : [];
  const firstOf = (...types: readonly FieldTypeName[]) =>
    entity.listed.find((name) => name !== entity.title && types.some((type) => entity.fields[name]?.type === type));
  const subtitle = firstOf('ref') ?? firstOf('text');
  const page = declared?.page ?? defaultPage(entity, firstOf('ref'), firstOf(...dayTypes));
  const chosen = pages?.get(entity.name);
  return {
    on: entity.name,
    order: `${entity.schedule?.at ?? entity.title}.asc`,
    ...(Object.values(entity.fields).some(({ type }) => type === 'choice')
      ? { board: { title: entity.label.many, ...(subtitle === undefined ? {} : { subtitle }) } }
      : {}),
    ...declared,
    lists: [...(declared?.lists ?? (entity.audience === 'scoped' ? [mine] : [])), ...tooLong],
    page: pageWithOwnFields(entity, {
      ...page,
      ...(chosen ? { sections: chosen.sections, hidden: chosen.hidden } : {}),
      figures: chosenParts(possibleFigures(entity, page.figures), chosen?.figures, {
        nameOf: figureName,
        isUsual: (figure) => page.figures.includes(figure),
      }),
    }),
    related: [
      ...(declared?.related ?? []),
      ...Object.entries(entity.fields).flatMap(([by, field]) =>
        field.type === 'ref' && (declared?.related === undefined || field.isOwn) ? [defaultList(entity, by)] : [],
      ),
    ],
  };
}

type HiddenFields = { readonly hidden?: readonly string[] };

function defaultPage(entity: Entity, reference: string | undefined, day: string | undefined): RecordLayout {
  const { worth, score, schedule, reach, address } = entity;
  const known = (names: readonly (string | undefined)[]) => names.filter((name) => name !== undefined);
  const reached = known([reach?.email, reach?.phone, reach?.isUnwanted, address]);
  return {
    subline: known([reference, worth, schedule?.at ?? day]),
    figures: score === undefined ? [] : [{ field: score }],
    sections: [
      { title: 'Details', fields: [] },
      ...(reached.length === 0 ? [] : [{ title: 'Reach', fields: reached }]),
    ],
  };
}

function defaultList(entity: Entity, by: string): RelatedList {
  const column = entity.worth ?? entity.stages ?? entity.listed.find((one) => one !== entity.title && one !== by);
  return { by, columns: column === undefined ? [] : [column], feedsTimeline: true };
}

/**
 * Returns the layout with each field of the kind once, without hidden ones. Fields that no section names are at the end
 * of the first, computed ones after typed ones. Names of missing fields are left out. The page shows the pipeline next
 * to the path of the stages.
 */
function pageWithOwnFields(
  { fields, pipelines, schedule }: Entity,
  { hidden = [], ...page }: HiddenFields & RecordLayout,
): RecordLayout {
  // The name of a series is for programs.
  const beside = [pipelines, schedule?.series].filter((name) => name !== undefined);
  const named = new Set([...page.sections.flatMap((section) => section.fields), ...hidden, ...beside]);
  const rest = Object.entries(fields).filter(([name, { type }]) => type !== 'json' && !named.has(name));
  const inOrder = [...rest.filter(([, one]) => isWritable(one)), ...rest.filter(([, one]) => !isWritable(one))];
  const sections = page.sections.map((section, place) => ({
    ...section,
    fields: [...section.fields.filter((name) => name in fields), ...(place === 0 ? inOrder.map(([name]) => name) : [])],
  }));
  return { ...page, sections };
}

/**
 * Returns the lists on the page of a record of this kind, each with its kind of record, in their order. Retired kinds and groups
 * of sealed fields (K-4) have none.
 */
export function relatedListsOf(
  catalogue: Catalogue,
  entityName: string,
): readonly { readonly entity: Entity; readonly list: RelatedList }[] {
  return [...catalogue.entities.values()]
    .filter(({ isRetired, sealed }) => isRetired !== true && sealed === undefined)
    .flatMap((entity) => viewsOf(catalogue, entity).related.map((list) => ({ entity, list })))
    .filter(({ entity, list }) => {
      const field = entity.fields[list.by];
      return field?.type === 'ref' && field.targets.includes(entityName);
    })
    .toSorted((a, b) => (a.list.place ?? Number.MAX_VALUE) - (b.list.place ?? Number.MAX_VALUE));
}

/** Returns the figures that the head of a kind's pages may show, the pack's first. */
export function headerFiguresOf(
  catalogue: Pick<Catalogue, 'views' | 'workflows'>,
  entity: Entity,
): readonly HeaderFigure[] {
  const { views, workflows } = catalogue;
  return possibleFigures(entity, viewsOf({ views, workflows }, entity).page.figures);
}

/**
 * Returns the related lists that the page of a kind shows, in the order and with the columns in which the tenant has arranged them
 * (PLT-11).
 */
export function shownListsOf(catalogue: Catalogue, entityName: string): ReturnType<typeof relatedListsOf> {
  const chosen = catalogue.pages?.get(entityName);
  return chosenParts(relatedListsOf(catalogue, entityName), chosen?.lists, {
    nameOf: ({ entity, list }) => listName(entity, list),
    isUsual: () => true,
  }).map(({ entity, list }) => ({ entity, list: withChosenColumns(entity, list, chosen?.columns) }));
}
