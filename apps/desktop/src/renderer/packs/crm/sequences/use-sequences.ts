import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList, useRecordLists } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { versionKind } from '../templates/use-templates.ts';

/** The kinds of record of sequences, of their versions, and of records in them. */
export const sequenceKind = installedEntity('crm/sequence');
export const sequenceVersionKind = installedEntity('crm/sequence-version');
export const enrolmentKind = installedEntity('crm/enrolment');

/** Chosen: an organisation has some dozens of sequences, and changes each a few times a year. */
const mostSequences = 200;
const mostVersions = 50;
/** Chosen: more rows are not read one by one. The list is read as a whole, with the words of all messages. */
export const mostEnrolments = 500;

/** Returns the sequences by name; with `about` those that are offered for a kind of record. Undefined while they are being read. */
export function useSequences(about?: string): readonly ShownRecord[] | undefined {
  const { data } = useRecordList({
    entity: sequenceKind.name,
    ...(about === undefined ? {} : { where: { field: 'about', op: 'is', value: about } as const }),
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostSequences,
  });
  return about === undefined ? data?.rows : data?.rows.filter(({ fields }) => fields['retired'] !== true);
}

/** SEQ-1: returns the versions of a sequence, the newest first, which is the one in use. Undefined while they are being read. */
export function useSequenceVersions(sequence: string | undefined): readonly ShownRecord[] | undefined {
  const { data } = useRecordList(
    {
      entity: sequenceVersionKind.name,
      where: { field: 'sequence', op: 'is', value: sequence ?? '' },
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: mostVersions,
    },
    { isOff: sequence === undefined },
  );
  return data?.rows;
}

/** The records in a sequence, those under way first. `more`: there are others beyond the bound of the list. */
export type Enrolments = {
  readonly rows: readonly ShownRecord[];
  readonly titleOf: (enrolment: ShownRecord) => string | undefined;
  readonly more: boolean;
};

/** Returns the records in a sequence that this device has. Undefined while they are being read. */
export function useEnrolments(sequence: string): Enrolments | undefined {
  const { data } = useRecordList({
    entity: enrolmentKind.name,
    where: { field: 'sequence', op: 'is', value: sequence },
    sort: [
      { field: 'status', direction: 'asc' },
      { field: 'nextAt', direction: 'asc' },
    ],
    limit: mostEnrolments,
  });
  if (data === undefined) return undefined;
  const idOf = ({ fields: { about } }: ShownRecord) => (typeof about === 'string' ? (about.split(':')[1] ?? '') : '');
  return { rows: data.rows, titleOf: (one) => data.refs[idOf(one)]?.title, more: data.next !== null };
}

/** Returns the newest version of each template by the template's id. Undefined while they are being read. */
export function useNewestVersions(templates: readonly string[]): ReadonlyMap<string, ShownRecord> | undefined {
  const lists = useRecordLists(
    templates.map((template) => ({
      entity: versionKind.name,
      where: { field: 'template', op: 'is', value: template },
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: 1,
    })),
  );
  if (lists.includes(undefined)) return undefined;
  return new Map(
    templates.flatMap((template, place) => {
      const [newest] = lists[place]?.rows ?? [];
      return newest ? [[template, newest] as const] : [];
    }),
  );
}
