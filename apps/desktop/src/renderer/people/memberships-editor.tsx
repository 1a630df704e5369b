import { isRoleAbove, type NamedRole } from '@outpost/domain/kernel/access/judge-access';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../bridge/contract.ts';
import { textIn } from '../records/values/shown-value.ts';
import { type AccessGround, asRecord, keyOfRole, labelOfRole } from './memberships.ts';
import classes from './people.module.css';

/** The choice of the whole organisation instead of a team. */
const everywhere = 'everywhere';

type Props = {
  readonly value: readonly NamedRole[];
  readonly onChange: (value: readonly NamedRole[]) => void;
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  readonly error?: string | undefined;
  /** The roles are those of a group: they have no end. */
  readonly isForGroup?: boolean;
};

/** The roles of a person, one per line, each in one team or in the whole organisation, perhaps for a time. Offers only roles that the author may give. */
export function MembershipsEditor({ value, onChange, ground, teams, error, isForGroup = false }: Props) {
  const formats = useFormats();
  const isAbove = (role: ShownRecord) => isRoleAbove(ground, asRecord(role));
  const above = ground.roles.filter(isAbove);
  const lines = value.map((one, place) => ({ one, place })); // a role may be listed twice, so its place is its key
  const put = (place: number, { until, ...change }: Partial<Omit<NamedRole, 'until'>> & { until?: string | null }) =>
    onChange(
      value.map((one, at) => {
        if (at !== place) return one;
        const { until: before, ...rest } = { ...one, ...change };
        const end = until === undefined ? before : until;
        return typeof end === 'string' ? { ...rest, until: end } : rest;
      }),
    );
  const first =
    ground.roles.find((role) => keyOfRole(role) === 'member') ?? ground.roles.find((role) => !isAbove(role));
  return (
    <fieldset className={classes.roles}>
      <legend>Roles</legend>
      {lines.map(({ one, place }) => {
        const record = ground.roles.find((role) => keyOfRole(role) === one.role);
        const options = ground.roles
          .filter((role) => role === record || !isAbove(role))
          .map((role) => ({ value: keyOfRole(role), label: labelOfRole(role) }));
        return (
          <div key={place} className={classes.roleLine} role="group" aria-label={`Role ${place + 1}`}>
            <FieldEditor
              spec={{ id: 'role', label: 'Role', kind: 'choice', isRequired: true, options }}
              value={one.role}
              onChange={(role) => put(place, { role: textIn(role) })}
            />
            <FieldEditor
              spec={{
                id: 'team',
                label: 'In',
                kind: 'choice',
                isRequired: true,
                options: [
                  { value: everywhere, label: 'The whole organisation' },
                  ...teams.map((team) => ({ value: team.id, label: textIn(team.fields['name']) })),
                ],
              }}
              value={one.teamId ?? everywhere}
              onChange={(team) => put(place, { teamId: team === everywhere ? null : textIn(team) })}
            />
            {isForGroup ? null : (
              <FieldEditor
                spec={{ id: 'until', label: 'Until', kind: 'instant' }}
                value={one.until ?? null}
                onChange={(until) => put(place, typeof until === 'string' ? { until } : { until: null })}
              />
            )}
            <IconButton
              icon="close"
              size={32}
              label={`Take out role ${place + 1}`}
              onClick={() => onChange(value.filter((_, at) => at !== place))}
            />
            {record && textIn(record.fields['describes']) !== '' ? (
              <p className={classes.hint}>{textIn(record.fields['describes'])}</p>
            ) : null}
          </div>
        );
      })}
      {value.length === 0 ? (
        <p className={classes.hint}>
          {isForGroup ? 'The group gives no roles.' : 'Without a role they sign in and see nothing.'}
        </p>
      ) : null}
      <div>
        <Button
          size="sm"
          variant="quiet"
          icon="plus"
          onClick={() => onChange([...value, { role: first ? keyOfRole(first) : '', teamId: null }])}
        >
          Add a role
        </Button>
      </div>
      {above.length === 0 ? null : (
        <p className={classes.hint}>
          You can’t give {formats.list(above.map(labelOfRole))}: {above.length === 1 ? 'it holds' : 'they hold'} rights
          that you don’t hold. Somebody who holds them can.
        </p>
      )}
      {error === undefined ? null : (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
