import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { minutesLater } from '@outpost/domain/kernel/calendar/wall-time';
import { type Catalogue, childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { VisitRecords } from '@outpost/domain/kernel/catalogue/views';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { arrivalMinutes, minutesPerStop } from '@outpost/domain/kernel/geo/round';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';

/** A kind whose records can be the visits of a round, with its declaration. */
export type VisitKind = { readonly makes: Entity; readonly visit: VisitRecords };

/** Returns the kinds whose records can be visits to records of a kind: those that can be about them and declare it. */
export const visitKindsOf = (catalogue: Catalogue, entityName: string): readonly VisitKind[] =>
  childEntities(catalogue, entityName).flatMap((makes) => {
    const visit = catalogue.views.get(makes.name)?.visit;
    return visit && makes.isRetired !== true ? [{ makes, visit }] : [];
  });

/** Returns the instants at which a round that starts at `start` reaches its stops. */
export const visitTimes = (places: readonly GeoPoint[], start: string): readonly string[] =>
  arrivalMinutes(places).map((minutes) => minutesLater(start, minutes));

type Planned = {
  /** The kind of the stops. */
  readonly entity: Entity;
  readonly records: readonly ShownRecord[];
  /** The places of the records, in the same order. */
  readonly places: readonly GeoPoint[];
  /** The instant of the first visit. */
  readonly start: string;
  readonly ownerId: string;
};

/** Returns the act that makes a record for each stop, about the stop's record and at the time of its visit: all of them or none. */
export function planRequest(
  { makes, visit }: VisitKind,
  { entity, records, places, start, ownerId }: Planned,
): ActRequest {
  const { schedule, parent = '', title, fields } = makes;
  const [about, name] = [fields[parent], fields[title]];
  const times = visitTimes(places, start);
  const lasts = schedule?.lasts === undefined ? {} : { [schedule.lasts]: minutesPerStop * 60 };
  const edits = records.map((record, index) => {
    const text = `${visit.title} ${titleOf(entity, record)}`;
    const fieldsOfVisit = {
      ...visit.fields,
      [title]: name?.type === 'text' ? cutText(text, name.maxChars) : text,
      ...(about?.type === 'ref' ? { [parent]: refValue(about, record.entity, record.id) } : {}),
      ...(schedule ? { [schedule.at]: times[index] ?? start } : {}),
      ...lasts,
    };
    return { entity: makes.name, create: { fields: fieldsOfVisit, ownerId } };
  });
  const stops = records.length === 1 ? '1 stop' : `${records.length} stops`;
  return { label: cutLabel(`Planned a round of ${stops}`), edits };
}
