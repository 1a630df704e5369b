import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { addressLine } from '@outpost/domain/kernel/entities/field-types';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import type { Formats } from '@outpost/ui/formats/formats';
import type { PlaceCard } from '@outpost/ui/map/place-card';
import type { PlaceRow } from '@outpost/ui/map/map-model';
import type { ShownRecord } from '../../bridge/contract.ts';
import { distanceOf } from '../records/values/distance-of.ts';
import { ownerOf } from '../records/values/line-words.ts';
import { shownValue, textIn } from '../records/values/shown-value.ts';
import type { ListSort } from '../window/list-address.ts';

/** The facts of a card: more would cover the map. */
const mostFacts = 3;

/** The sources of the words about a record on a map. */
export type PlaceWords = {
  readonly entity: Entity;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly formats: Formats;
};

/** Returns the address of a record on one line, or the first other text that lists show of it. */
function lineOf({ entity, specs, formats }: PlaceWords, record: ShownRecord): string | undefined {
  const address = entity.address === undefined ? '' : addressLine(record.fields[entity.address] ?? null);
  if (address !== '') return address;
  for (const name of entity.listed) {
    const spec = specs.get(name);
    if (name === entity.title || name === 'ownerId' || !spec || spec.kind === 'money') continue;
    const text = fieldText(spec, shownValue(record, name), formats);
    if (text !== '') return text;
  }
  return undefined;
}

const worthOf = ({ entity, specs, formats }: PlaceWords, record: ShownRecord): string | undefined => {
  const spec = entity.worth === undefined ? undefined : specs.get(entity.worth);
  return spec && entity.worth !== undefined ? fieldText(spec, record.fields[entity.worth] ?? null, formats) : undefined;
};

/** Returns the card of a record on a map. */
export function placeCardOf(words: PlaceWords, record: ShownRecord): PlaceCard {
  const { entity, specs, formats } = words;
  const line = lineOf(words, record);
  const facts = [...new Set([entity.worth, ...entity.listed])].flatMap((name) => {
    const spec = name === undefined || name === entity.title ? undefined : specs.get(name);
    const value = spec && name !== undefined ? fieldText(spec, shownValue(record, name), formats) : '';
    return spec && value !== '' && value !== line ? [{ label: spec.label, value }] : [];
  });
  return { title: textIn(record.fields[entity.title]), line, facts: facts.slice(0, mostFacts) };
}

/** Returns the row of a record in the list beside a map. `order`: the order of the list, which may be by distance. */
export function placeRowOf(words: PlaceWords, record: ShownRecord, order?: ListSort): PlaceRow {
  const { entity, specs, formats } = words;
  return {
    id: record.id,
    title: textIn(record.fields[entity.title]),
    subtitle: [distanceOf(record, order, formats), lineOf(words, record)]
      .filter((part) => part !== undefined)
      .join(' · '),
    value: worthOf(words, record),
    owner: ownerOf(specs.get('ownerId'), record, formats),
  };
}
