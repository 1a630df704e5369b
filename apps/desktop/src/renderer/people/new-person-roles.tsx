import type { NamedRole } from '@outpost/domain/kernel/access/judge-access';
import { z } from 'zod';
import type { ShownRecord } from '../../bridge/contract.ts';
import { type AccessGround, asValue, heldRoles, newPerson, refusalOfPerson } from './memberships.ts';
import { MembershipsEditor } from './memberships-editor.tsx';
import { SightCounts, useSees } from './roles/sight-counts.tsx';
import classes from './people.module.css';

/** The roles in a draft that is kept on the device. */
export const draftRoles = z.array(
  z.object({ role: z.string(), teamId: z.string().nullable(), until: z.string().exactOptional() }),
);

/** Nobody: a person who does not exist owns nothing, so the roles alone decide. */
const nobody = '00000000-0000-7000-8000-000000000000';

/** Returns why the author may not add a person with these roles. `entity` is the kind of people. */
export const refusalOfNew = (ground: AccessGround, entity: string, roles: readonly NamedRole[]): string | undefined =>
  refusalOfPerson(ground, { now: newPerson(entity, { status: 'not-invited', memberships: asValue(roles) }) });

/** Returns the roles that a new person begins with: a member, if the author may make one. */
export function firstRoles(ground: AccessGround, entity: string): NamedRole[] {
  const member = [{ role: 'member', teamId: null }];
  return refusalOfNew(ground, entity, member) === undefined ? member : [];
}

/** The roles of a person who does not exist yet, with the records that they will see. */
export function NewPersonRoles({
  value,
  onChange,
  ground,
  teams,
  refusal,
}: {
  readonly value: readonly NamedRole[];
  readonly onChange: (value: NamedRole[]) => void;
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  /** Why the author may not give these roles. */
  readonly refusal: string | undefined;
}) {
  const sees = useSees(nobody, heldRoles(value, ground.roles));
  return (
    <>
      <MembershipsEditor
        value={value}
        onChange={(roles) => onChange(roles.map((one) => ({ ...one })))}
        ground={ground}
        teams={teams}
        error={refusal}
      />
      {sees === undefined ? null : (
        <details className={classes.more}>
          <summary>Records that they will see</summary>
          <SightCounts kinds={sees} />
          <p className={classes.hint}>These numbers cover the records that this device holds.</p>
        </details>
      )}
    </>
  );
}
