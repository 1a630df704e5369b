import { endsAtFields, shareEndFields } from '@outpost/domain/kernel/access/share-ends';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import type { ShareEnds } from './use-share-ends.ts';

/** The record whose shares change, with the ends that its shares have. */
export type Sharing = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly ends: ShareEnds | undefined;
};
/** The end that a share gets. `words`: the same in the person's formats, for the label. */
export type NewEnd = { readonly endsAt: string; readonly words: string };

/**
 * Returns the act that shares a record with a person, until an instant if one is given. Both are one act, so that an
 * undo reverts both. Labels of shares name no person: an external client who sees the record reads the label in its
 * history, but may not see people (A-5).
 */
export const shareRequest = (sharing: Sharing, person: string, end?: NewEnd): ActRequest => ({
  label: labelOf(sharing, 'Shared', end),
  edits: [shared(sharing, [...sharing.record.sharedWith, person]), ...endEdits(sharing, person, end)],
});

/** Returns the act that gives the share with a person another end, or none. */
export const endRequest = (sharing: Sharing, person: string, end?: NewEnd): ActRequest => ({
  label: end ? labelOf(sharing, 'Shared', end) : labelOf(sharing, 'Took away the end of a share of'),
  edits: [...endEdits(sharing, person, end)],
});

/** Returns the act that stops sharing a record with a person. The end of the share is removed with it. */
export const unshareRequest = (sharing: Sharing, person: string): ActRequest => ({
  label: labelOf(sharing, 'Stopped sharing'),
  edits: [
    shared(
      sharing,
      sharing.record.sharedWith.filter((one) => one !== person),
    ),
    ...endEdits(sharing, person),
  ],
});

type RequestEdit = ActRequest['edits'][number];

const labelOf = ({ entity, record }: Sharing, words: string, end?: NewEnd): string =>
  cutLabel(`${words} ${titleOf(entity, record)}${end ? ` until ${end.words}` : ''}`);

const shared = ({ entity, record }: Sharing, people: readonly string[]): RequestEdit => ({
  entity: entity.name,
  id: record.id,
  fields: { sharedWith: [...people].sort() },
});

/** Returns the edits after which a share of a person has only this end: the present one is changed, and others are removed. */
function endEdits({ record, ends }: Sharing, person: string, end?: NewEnd): readonly RequestEdit[] {
  if (!ends) return [];
  const { kind } = ends;
  const old = ends.ends.filter((one) => one.person === person);
  const kept = end && old.find(({ isMoved }) => !isMoved);
  const others = old.filter((one) => one !== kept);
  const about = { entity: record.entity, record: record.id, person };
  const next: readonly RequestEdit[] = !end
    ? []
    : kept
      ? [{ entity: kind.name, id: kept.id, fields: { ...endsAtFields(end.endsAt) } }]
      : [{ entity: kind.name, create: { fields: { ...shareEndFields({ ...about, endsAt: end.endsAt }) } } }];
  return [...others.map(({ id }): RequestEdit => ({ entity: kind.name, id, fields: { life: 'deleted' } })), ...next];
}
