import { membershipFrom } from '@outpost/domain/kernel/access/access';
import { explainAccess } from '@outpost/domain/kernel/access/explain';
import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { asRecord, grantsOfRole, heldRoles, keyOfRole, labelOfRole } from '../memberships.ts';
import { withDraft } from '../roles/grant-table.ts';
import { useRoleDraft } from '../roles/role-draft.ts';
import classes from './sight.module.css';

type Props = {
  readonly person: ShownRecord;
  readonly roles: readonly ShownRecord[];
  readonly entity: Entity;
  readonly record: ShownRecord;
};

/** The changes that the unsaved drafts of a person's roles would make to the sight of one record. Renders nothing without a draft on this device. */
export function DraftEffects(props: Props) {
  const keys = new Set(namedRoles(props.person).map(({ role }) => role));
  return props.roles
    .filter((role) => keys.has(keyOfRole(role)))
    .map((role) => <DraftEffect key={role.id} {...props} role={role} />);
}

function DraftEffect({ person, role, roles, entity, record }: Props & { readonly role: ShownRecord }) {
  const navigate = useNavigate();
  const [draft] = useRoleDraft(role.id);
  if (draft === undefined || draft.added.length + draft.removed.length === 0) return null;
  const now = heldRoles(namedRoles(person), roles);
  const grants = withDraft(grantsOfRole(role), draft);
  const next = now.map((held) => (held.role === keyOfRole(role) ? { ...held, grants: [...grants] } : held));
  const [was, will] = [now, next].map((held) => {
    const principal = { userId: person.id, memberships: held.map(membershipFrom) };
    return explainAccess(principal, 'read', { entity, record: asRecord(record) }).length > 0;
  });
  const name = textIn(person.fields['name']);
  const effect =
    was === will ? (will ? 'would still see' : 'would still not see') : will ? 'would see' : 'would no longer see';
  return (
    <p className={classes.draft} role="note">
      <Icon name="swap" size={14} />
      <span>
        With the unsaved draft of the role <b>{labelOfRole(role)}</b>, {name} {effect} {titleOf(entity, record)}.
        {was === true && will !== true ? ' It would leave their devices when they next sync.' : ''}
      </span>
      <Button size="sm" onClick={() => void navigate({ to: '/settings/roles', search: { role: role.id } })}>
        Open the draft
      </Button>
    </p>
  );
}
