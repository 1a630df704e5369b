import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { mostAffected } from '../../../bridge/calls/identity/people-calls.ts';
import { ask } from '../../queries/ask.ts';
import { askedIf, queryKeyOf } from '../../queries/query-key-of.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { heldRoles, keyOfRole } from '../memberships.ts';
import classes from '../people.module.css';

type Props = {
  readonly role: ShownRecord;
  readonly roles: readonly ShownRecord[];
  readonly people: readonly ShownRecord[];
  /** The grants of the role with the change that is not saved. */
  readonly grants: readonly string[];
};

/** The effect of a role's unsaved change on everybody who has the role: the records that they gain and lose, by kind. */
export function RoleEffect({ role, roles, people, grants }: Props) {
  const bridge = useBridge();
  const formats = useFormats();
  const { entities } = useCatalogue();
  const key = keyOfRole(role);
  const holders = people.filter(
    (person) => person.fields['status'] !== 'suspended' && namedRoles(person).some((one) => one.role === key),
  );
  const input = {
    people: holders.slice(0, mostAffected).map((person) => {
      const now = heldRoles(namedRoles(person), roles);
      const next = now.map((held) => (held.role === key ? { ...held, grants: [...grants] } : held));
      return { person: person.id, now, next };
    }),
  };
  const { data } = useQuery({
    ...askedIf(holders.length > 0, queryKeyOf('people.effect', '', input)),
    queryFn: () => ask(bridge, 'people.effect', input),
    placeholderData: keepPreviousData,
  });
  if (holders.length === 0 || data === undefined) return null;
  const { kinds, gainers, losers } = data;
  const lost = kinds.reduce((sum, kind) => sum + kind.lost, 0);
  const cell = (sign: '+' | '−', records: number, of: number) =>
    records === 0 ? 'same' : `${sign}${formats.count(records)} for ${formats.plural(of, 'person', 'people')}`;
  return (
    <section className={classes.effect} aria-labelledby="role-effect">
      <h3 id="role-effect">Before you save: the effect on everybody with this role</h3>
      <p role="status" className={classes.sentence}>
        {kinds.length === 0
          ? `${formats.plural(input.people.length, 'person sees', 'people see')} the same records.`
          : `Of ${formats.plural(input.people.length, 'person', 'people')}, ${formats.count(gainers)} would see more and ${formats.count(losers)} would see less.`}
      </p>
      {kinds.length === 0 ? null : (
        <table className={classes.sight}>
          <thead>
            <tr>
              <th scope="col">Kind of record</th>
              <th scope="col">Gained</th>
              <th scope="col">Lost</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <tr key={kind.entity}>
                <th scope="row">{entities.get(kind.entity)?.label.many ?? kind.entity}</th>
                <td>{cell('+', kind.gained, kind.gainers)}</td>
                <td>{cell('−', kind.lost, kind.losers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {lost === 0 ? null : (
        <p className={classes.note} role="note">
          <Icon name="warning" size={14} />
          When they next sync, {formats.plural(lost, 'record leaves', 'records leave')} the devices of{' '}
          {formats.plural(losers, 'person', 'people')}. Unsent changes of these records go to each person’s list of
          refused changes.
        </p>
      )}
      <p className={classes.hint}>
        These numbers cover the records that this device holds
        {holders.length > mostAffected ? `, and the first ${formats.count(mostAffected)} people` : ''}.
      </p>
    </section>
  );
}
