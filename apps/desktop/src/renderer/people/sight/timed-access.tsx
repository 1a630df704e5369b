import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { isAfter, readShareEnd } from '@outpost/domain/kernel/access/share-ends';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { roleWords } from '../memberships.ts';
import { usePeople } from '../use-people.ts';
import classes from './sight.module.css';

/** One access with an end: a share of a record, or a role of a person. */
export type TimedAccess = {
  readonly id: string;
  readonly person: string;
  /** The person's name, where the device has read it. */
  readonly name: string | undefined;
  /** The shared record's id; null for a role. */
  readonly record: string | null;
  /** The role in words; null for a share. */
  readonly role: string | null;
  readonly until: string;
};

/** Chosen: more than a page is read for. Further ones are counted with a plus. */
const most = 200;

type Ground = { readonly roles: readonly ShownRecord[]; readonly teams: readonly ShownRecord[] };

/** Returns the shares and roles with an end, the next to end first. Undefined while they are read. `life`: of the records of ends. */
function useShares(life: 'alive' | 'deleted'): readonly TimedAccess[] | undefined {
  const { people } = useCatalogue();
  const kind = people?.shareEnd;
  const { data } = useRecordList(
    { entity: kind ?? '', life, sort: [{ field: 'endsAt', direction: life === 'alive' ? 'asc' : 'desc' }], limit: most },
    { isOff: kind === undefined },
  ); // prettier-ignore
  return useMemo(() => {
    if (kind === undefined) return [];
    return data?.rows.flatMap((row) => {
      const end = readShareEnd(row);
      return end === undefined ? [] : [{ id: row.id, person: end.person, name: undefined, record: end.record, role: null, until: end.endsAt }]; // prettier-ignore
    });
  }, [kind, data]);
}

/** Returns the roles that people hold for a time. */
function useTimedRoles({ roles, teams }: Ground): readonly TimedAccess[] | undefined {
  const { instant } = useFormats();
  const found = usePeople();
  return found?.people.flatMap((person) =>
    namedRoles(person).flatMap((named, place) =>
      named.until === undefined
        ? []
        : [{ id: `${person.id} ${place}`, person: person.id, name: textIn(person.fields['name']), record: null, role: roleWords([{ role: named.role, teamId: named.teamId }], { roles, teams, instant }).join(''), until: named.until }],
    ),
  ); // prettier-ignore
}

/** The access that ends, and the access that has ended. Undefined while they are read. */
export function useTimedAccess(
  ground: Ground,
): { readonly running: readonly TimedAccess[]; readonly ended: readonly TimedAccess[] } | undefined {
  const now = new Date(useNowMs()).toISOString();
  const [shares, past, roles] = [useShares('alive'), useShares('deleted'), useTimedRoles(ground)];
  if (!shares || !past || !roles) return undefined;
  // A share whose end somebody took away has a deleted end, too: it runs on, and is not listed.
  const isOver = ({ until }: TimedAccess) => !isAfter(until, now);
  const byEnd = (a: TimedAccess, b: TimedAccess) => (a.until < b.until ? -1 : 1);
  return {
    running: [...shares, ...roles].filter((one) => !isOver(one)).toSorted(byEnd),
    ended: [...shares, ...past, ...roles].filter(isOver).toSorted((a, b) => byEnd(b, a)),
  };
}

type Props = {
  readonly rows: readonly TimedAccess[];
  readonly isEnded: boolean;
  /** Shows the rights of the person to the record; no record for a role. */
  readonly onChoose: (chosen: { readonly person: string; readonly record?: string }) => void;
};

/** Access with an end as a table. A press on a line shows the rights of its person. */
export function TimedAccessTable({ rows, isEnded, onChoose }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const shown = rows.slice(0, most);
  const refs = useRefNames(useMemo(() => rows.map(({ person, record }) => [person, record]), [rows]));
  if (rows.length === 0)
    return (
      <EmptyState icon="clock" title={isEnded ? 'Nothing has ended' : 'No access has an end'}>
        {isEnded
          ? 'Shares and roles that ended by themselves are listed here.'
          : 'A share or a role can have an end. “Give access” offers both.'}
      </EmptyState>
    );
  const byId = new Map(shown.map((one) => [one.id, one]));
  return (
    <DataTable
      label={isEnded ? 'Ended access' : 'Access with an end'}
      columns={[
        { id: 'person', header: 'Person' },
        { id: 'to', header: 'Record or role' },
        { id: 'until', header: isEnded ? 'Ended' : 'Ends', align: 'end', width: 220 },
      ]}
      rows={shown.map(({ id, person, name, record, role, until }) => ({
        id,
        cells: [
          <span key="person" dir="auto">
            {name ?? refs[person]?.title ?? 'Somebody'}
          </span>,
          <span key="to" className={classes.to} dir="auto">
            {record === null ? role : (refs[record]?.title ?? 'A record that is not on this device')}
            <span className={classes.line}>{record === null ? 'Role' : 'Share'}</span>
          </span>,
          <span key="until">
            {formats.instant(until)} <span className={classes.quiet}>{formats.relative(until, now)}</span>
          </span>,
        ],
      }))}
      onRow={(id) => {
        const one = byId.get(id);
        if (one) onChoose(one.record === null ? { person: one.person } : { person: one.person, record: one.record });
      }}
    />
  );
}
