import type { Refusal } from '../../refusal.ts';
import type { Entity } from '../../entities/entity.ts';
import { withoutStop } from '../cells/refuse-cell.ts';
import { type NamedLink, type RecordDraft, type RowRefusal, draftTextIn } from './record-draft.ts';

/** Why a record of a file is not made, with a hint. */
export type WhyRefused = Pick<RowRefusal, 'column' | 'cell' | 'reason' | 'message' | 'right'>;

type Labels = Pick<Entity, 'label'>;

/** Returns the reason where the row's keys belong to two records. */
export const keysDisagree = (draft: RecordDraft, { label }: Labels): WhyRefused => ({
  column: null,
  cell: draft.key,
  reason: 'keys-disagree',
  message: `The row’s keys belong to two different ${label.many.toLowerCase()}`,
  right: 'Correct the key that is wrong, or match by fewer keys.',
});

/** Returns the reason where the row has neither a name nor the key that identifies its record. */
export const noKey = (keyColumn: string, { label }: Labels): WhyRefused => ({
  column: keyColumn,
  cell: '',
  reason: 'no-key',
  message: `${keyColumn} is empty`,
  right: `Each ${label.one.toLowerCase()} needs one that identifies it.`,
});

/** Returns the reason where the record would break a rule of its entity. */
export const breaksRule = (draft: RecordDraft, { message }: Pick<Refusal, 'message'>): WhyRefused => ({
  column: null,
  cell: draft.key,
  reason: 'breaks-rule',
  message: withoutStop(message),
  right: 'Correct the row so that it satisfies this rule.',
});

/** Returns the reason where another row of the import has changed the same record. */
export const contradictsRow = (draft: RecordDraft, { label, title }: Pick<Entity, 'label' | 'title'>): WhyRefused => ({
  column: null,
  cell: draftTextIn(draft.fields, title),
  reason: 'contradicts-row',
  message: `Another row is already about the same ${label.one.toLowerCase()}`,
  right: 'Keep one of the two rows.',
});

/** Returns the reason where the row shares only a name, or a key of several records, with `alike` existing records. */
export function sameName(draft: RecordDraft, { label, fields, title }: Entity, alike: number): WhyRefused {
  const name = draftTextIn(draft.fields, title);
  const [one, many] = [label.one.toLowerCase(), label.many.toLowerCase()];
  const titleLabel = fields[title]?.label.toLowerCase() ?? title;
  const right = `Choose what ${many} are matched by: their ${titleLabel} if they are the same, or nothing if they are different. A key in the row, such as an e-mail address, shows it as well.`;
  return alike === 1
    ? {
        column: null,
        cell: name,
        reason: 'same-name',
        message: `The ${one} “${name}” already exists with other values, and a name alone doesn’t show whether it is the same`,
        right,
      }
    : {
        column: null,
        cell: name,
        reason: 'key-not-unique',
        message: `Several existing ${many} could be “${name}”`,
        right,
      };
}

/** Returns the reason where several records have the name of a reference. */
export const nameNotUnique = ({ column, name }: NamedLink, { label }: Labels): WhyRefused => ({
  column,
  cell: name,
  reason: 'name-not-unique',
  message: `Several ${label.many.toLowerCase()} are called “${name}”`,
  right: 'Give them different names first, or merge them.',
});

/** Returns the reason where no record of these kinds has the name of a reference. */
export const unknownName = ({ column, name }: NamedLink, targets: readonly Labels[]): WhyRefused => ({
  column,
  cell: name,
  reason: 'unknown-name',
  message: `There is no ${oneOf(targets)} called “${name}”`,
  right: `The name of an existing one, or an empty cell.`,
});

/** Returns the reason where the row that a reference names is refused. */
export const refusedName = ({ column, name }: NamedLink, targets: readonly Labels[]): WhyRefused => ({
  column,
  cell: name,
  reason: 'link-refused',
  message: `The row of ${oneOf(targets)} “${name}” is itself refused`,
  right: 'Correct that row first.',
});

/** A record to which the row refers was refused later. */
export const danglingLink: WhyRefused = {
  column: null,
  cell: '',
  reason: 'link-refused',
  message: 'A record that this row refers to is itself refused',
  right: 'Correct that row first.',
};

const oneOf = (targets: readonly Labels[]): string => targets.map(({ label }) => label.one.toLowerCase()).join(' or ');
