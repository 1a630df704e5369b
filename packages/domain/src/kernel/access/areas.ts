import type { Catalogue } from '../catalogue/catalogue.ts';
import { areaWords, isAreaName } from '../entities/area-name.ts';
import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type RefusalOf, refuse } from '../refusal.ts';

/**
 * T-30: returns the token of a kind's records in one area: `integrator/job@area:<id>`. An area is the value of the
 * field in `filedBy`.
 */
const areaToken = (kind: string, area: string): string => `${kind}@area:${area}`;

/**
 * T-30: returns the token of the area under which a record is filed. Empty where its kind is not filed by areas, or
 * the field is empty.
 */
export function areaTokensOf(
  { name, filedBy }: Pick<Entity, 'name' | 'filedBy'>,
  { fields }: Pick<StoredRecord, 'fields'>,
): readonly string[] {
  const area = filedBy === undefined ? undefined : fields[filedBy];
  return typeof area === 'string' && area !== '' ? [areaToken(name, area)] : [];
}

/** T-30: the areas that one person has chosen, by kind of record. A kind without any is not narrowed. */
export type ChosenAreas = ReadonlyMap<string, readonly string[]>;

type WithSettings = Pick<Catalogue, 'settings'>;

/** Returns the kinds of settings that hold chosen areas, each with its fields and the kinds that they narrow. */
export const areaSettings = ({ settings }: WithSettings): readonly (readonly [on: string, areas: AreaFields])[] =>
  [...settings.values()].flatMap(({ on, areas }) => (areas ? [[on, Object.entries(areas)] as const] : []));
type AreaFields = readonly (readonly [field: string, kind: string])[];

/**
 * Whether a kind of record holds areas that people have chosen: a change of such a record changes the tokens of its
 * owner's devices.
 */
export const holdsAreas = ({ settings }: WithSettings, kind: string): boolean =>
  settings.get(kind)?.areas !== undefined;

const areasIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((area): area is string => typeof area === 'string' && isAreaName(area)) : [];

/** Returns the areas that a person has chosen, from the living records of settings that they own. */
export function chosenAreas(
  catalogue: WithSettings,
  records: readonly Pick<StoredRecord, 'entity' | 'fields'>[],
): ChosenAreas {
  const chosen = new Map<string, readonly string[]>();
  for (const [on, fields] of areaSettings(catalogue))
    for (const [field, kind] of fields) {
      const areas = records.flatMap((record) => (record.entity === on ? areasIn(record.fields[field]) : []));
      if (areas.length > 0) chosen.set(kind, areas);
    }
  return chosen;
}

/**
 * T-30: returns the tokens that a person's devices hold, sorted. `tokens` are those of the person's grants. A person
 * who has chosen areas of a kind holds these areas in place of the whole kind. The choice narrows: without the token
 * of the whole kind an area gives nothing. All other tokens stay: own, team's and shared records.
 */
export function heldTokens(tokens: readonly string[], chosen: ChosenAreas): readonly string[] {
  if (chosen.size === 0) return tokens;
  const held = tokens.flatMap((token) => {
    const kind = token.endsWith('@org') ? token.slice(0, -'@org'.length) : undefined;
    const areas = kind === undefined ? undefined : chosen.get(kind);
    return kind === undefined || areas === undefined ? [token] : areas.map((area) => areaToken(kind, area));
  });
  return [...new Set(held)].sort();
}

/**
 * E-3: the most areas of one kind that a person chooses. Chosen: each is a token, and a person with more needs the
 * whole kind.
 */
export const mostAreas = 100;

/** T-30: refuses settings with too many areas, or with a text that can't name one. */
export function checkAreas(
  catalogue: Pick<Catalogue, 'settings' | 'entities'>,
  record: Pick<StoredRecord, 'entity' | 'fields'>,
): RefusalOf<'records/invalid'> | undefined {
  for (const [field, kind] of Object.entries(catalogue.settings.get(record.entity)?.areas ?? {})) {
    const value = record.fields[field];
    if (!Array.isArray(value)) continue;
    const label = (catalogue.entities.get(kind)?.label.many ?? kind).toLowerCase();
    if (value.length > mostAreas)
      return refuse(
        'records/invalid',
        `Choose at most ${mostAreas} areas of ${label}. Without any area this computer holds all of them.`,
        { field },
      );
    if (areasIn(value).length < value.length)
      return refuse('records/invalid', `An area of ${label} is named by its id, in ${areaWords}.`, { field });
  }
  return undefined;
}
