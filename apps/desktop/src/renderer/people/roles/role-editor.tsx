import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { aboveReason, isRoleAbove } from '@outpost/domain/kernel/access/judge-access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Action } from '@outpost/domain/kernel/catalogue/role';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { deleteRequest } from '../../records/life-acts.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { CouldSee } from './could-see.tsx';
import { GrantGrid } from './grant-grid.tsx';
import {
  cellOf,
  grantColumnsOf,
  draftTo,
  type GrantDraft,
  type GrantLine,
  linesOf,
  noDraft,
  type GrantReach,
  spelledOut,
  whyFixed,
  withDraft,
  withReach,
} from './grant-table.ts';
import { type AccessGround, asRecord, grantsOfRole, keyOfRole, labelOfRole, refusalOfRole } from '../memberships.ts';
import { useRoleDraft } from './role-draft.ts';
import { RoleEffect } from './role-effect.tsx';
import { RoleFactor } from './role-factor.tsx';
import { RenameRoleDialog } from './rename-role-dialog.tsx';
import classes from '../people.module.css';

type Props = {
  readonly role: ShownRecord;
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  readonly people: readonly ShownRecord[];
  /** The number of people who have the role. */
  readonly holders: number;
  /** The organisation has more people than `people` and `holders` count. */
  readonly areMorePeople: boolean;
};

/** One role: its rights as a table. Changes are kept on this device until they are saved together, as one act. */
export function RoleEditor(props: Props) {
  const [draft, keep] = useRoleDraft(props.role.id);
  return draft === undefined ? null : <Editor {...props} draft={draft} onDraft={keep} />; // takes some milliseconds
}

function Editor({
  role,
  ground,
  teams,
  people,
  holders,
  areMorePeople,
  draft,
  onDraft,
}: Props & { readonly draft: GrantDraft; readonly onDraft: (draft: GrantDraft) => void }) {
  const formats = useFormats();
  const { perform } = useActs();
  const { catalogue } = ground;
  const [isRenaming, setRenaming] = useState(false);
  const stored = [...grantsOfRole(role)].sort();
  const grants = withDraft(stored, draft);
  const record = asRecord(role);
  const label = labelOfRole(role);
  const isPortal = role.fields['portal'] === true;
  const isAbove = isRoleAbove(ground, record);
  const holding = areMorePeople
    ? `${formats.count(holders)} of the first ${formats.plural(people.length, 'person has', 'people have')}`
    : formats.plural(holders, 'person has', 'people have');
  const changes = changedCells(ground, stored, grants);
  const isChanged = draft.added.length + draft.removed.length > 0;
  const withGrants = (next: readonly string[]) => ({ ...record, fields: { ...record.fields, grants: [...next] } });
  const refusal = isChanged ? refusalOfRole(ground, people, { before: record, now: withGrants(grants) }) : undefined;
  const put = (next: readonly string[]) => onDraft(draftTo(stored, next));
  const refusalOf = (cell: { readonly line: GrantLine; readonly action: Action; readonly reach: GrantReach }) =>
    isRoleAbove(ground, withGrants(withReach(grants, cell)))
      ? 'You don’t hold this right yourself. Somebody who holds it can give it.'
      : undefined;
  const save = async () => {
    if (!isChanged || refusal !== undefined) return;
    const said = changes === 0 ? 'Wrote out the rights' : `Changed ${formats.plural(changes, 'right', 'rights')}`;
    const done = await perform({
      label: cutLabel(`${said} of ${label}`),
      edits: [{ entity: role.entity, id: role.id, fields: { grants: [...grants] } }],
    });
    if (done) onDraft(noDraft);
  };
  const remove = () =>
    void perform({
      ...deleteRequest(entityOf(catalogue, role.entity), role),
      label: cutLabel(`Removed the role ${label}`),
    });
  useShortcuts([
    { keys: 'mod+enter', label: 'Save the rights', section: 'Roles', inFields: true, run: () => void save() },
  ]);
  const shipped = catalogue.roles.find(({ key }) => key === keyOfRole(role));
  const own = shipped && draftTo([...shipped.grants], grants);
  const differs = own ? own.added.length + own.removed.length : 0;
  const wildcards = grants.filter((grant) => grant.startsWith('*')).length;
  return (
    <div className={classes.roleParts}>
      <section aria-labelledby="role-title" className={classes.role}>
        <header className={classes.roleHead}>
          <h2 id="role-title">{label}</h2>
          {shipped ? <Tag>comes with Outpost</Tag> : <Tag>your own</Tag>}
          {isPortal ? <Tag>outside people</Tag> : null}
          {isAbove ? null : (
            <Button size="sm" variant="quiet" icon="pencil" onClick={() => setRenaming(true)}>
              Rename
            </Button>
          )}
          {shipped || isAbove ? null : (
            <Button
              size="sm"
              variant="quiet"
              icon="trash"
              disabledReason={
                holders > 0
                  ? `${holding} this role. Give them another one first.`
                  : areMorePeople
                    ? `Only the first ${formats.count(people.length)} people are read here, and somebody else may have this role.`
                    : undefined
              }
              onClick={remove}
            >
              Remove
            </Button>
          )}
        </header>
        {textIn(role.fields['describes']) === '' ? null : (
          <p className={classes.describes}>{textIn(role.fields['describes'])}</p>
        )}
        {shipped && differs > 0 ? (
          <p className={classes.hint}>
            Differs from the original role of Outpost: {formats.plural(own?.added.length ?? 0, 'grant', 'grants')} more,{' '}
            {formats.count(own?.removed.length ?? 0)} fewer. Updates of Outpost keep what you changed.{' '}
            {isAbove ? null : (
              <Button size="sm" variant="quiet" onClick={() => put([...shipped.grants].sort())}>
                Restore the original rights
              </Button>
            )}
          </p>
        ) : null}
        {isAbove ? (
          <p className={classes.note} role="note">
            <Icon name="lock" size={14} />
            {aboveReason('role')}.
          </p>
        ) : null}
        <RoleFactor role={role} isReadOnly={isAbove} />
        <h3>Rights, and the records that they cover</h3>
        {wildcards === 0 ? null : (
          <p className={classes.hint}>
            A line of every kind counts for each kind below: a single kind can have more, not less. “Write out” turns
            the line into single kinds, so that each can have less; kinds that come later are then not covered.
          </p>
        )}
        <GrantGrid
          label={`Rights of ${label}`}
          catalogue={catalogue}
          grants={grants}
          stored={stored}
          isPortal={isPortal}
          onReach={isAbove ? undefined : (cell) => put(withReach(grants, cell))}
          onSpellOut={(line) => put(spelledOut(catalogue, grants, line))}
          refusalOf={refusalOf}
        />
        {isChanged ? <RoleEffect role={role} roles={ground.roles} people={people} grants={grants} /> : null}
        {isChanged ? (
          <div className={classes.save} role="group" aria-label="Unsaved change">
            <span role="status">
              {changes === 0
                ? 'The line is now one entry for each kind. No right has changed. Not saved yet.'
                : `${formats.plural(changes, 'right', 'rights')} changed, not saved yet.`}{' '}
              {holders > 0 || areMorePeople ? `${holding} this role.` : 'Nobody has this role.'}
              {refusal === undefined ? null : <span className={classes.error}> {refusal}</span>}
            </span>
            <Button onClick={() => onDraft(noDraft)}>Discard</Button>
            <Button variant="primary" keys="mod+enter" disabledReason={refusal} onClick={() => void save()}>
              Save the rights
            </Button>
          </div>
        ) : null}
      </section>
      <CouldSee role={role} roles={ground.roles} teams={teams} people={people} grants={grants} />
      {isRenaming ? <RenameRoleDialog role={role} roles={ground.roles} onClose={() => setRenaming(false)} /> : null}
    </div>
  );
}

/** Returns the number of cells whose reach differs. A change of a wildcard counts once, not for each kind under it. */
function changedCells({ catalogue }: AccessGround, stored: readonly string[], grants: readonly string[]): number {
  const differs = (line: GrantLine, action: Action) =>
    cellOf(stored, line, action).reach !== cellOf(grants, line, action).reach;
  const lines = linesOf(catalogue, [...stored, ...grants]);
  const wide = lines.filter(({ entity }) => entity === undefined);
  return grantColumnsOf(catalogue).reduce((sum, action) => {
    const kinds = lines.filter(
      (line) => line.entity !== undefined && whyFixed(catalogue, line, action) === undefined && differs(line, action),
    );
    const wildcards = wide.filter((line) => differs(line, action));
    return sum + (wildcards.length > 0 && kinds.length > 0 ? wildcards.length : kinds.length);
  }, 0);
}
