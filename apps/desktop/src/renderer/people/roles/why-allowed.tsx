import type { AccessReason, AccessReach } from '@outpost/domain/kernel/access/explain';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { actionLabel, resourceWords } from './grant-table.ts';
import { roleWords } from '../memberships.ts';
import classes from '../people.module.css';

const because: Readonly<Record<AccessReach, string>> = {
  everything: 'it reaches every record of the organisation',
  team: 'it belongs to the team',
  owner: 'they own it',
  shared: 'it is shared with them',
};
const rules = {
  everyone: 'Everybody in the organisation sees records of this kind.',
  own: 'It is theirs alone.',
  open: 'It is open to everyone in the organisation.',
} as const;

/** The reasons why a person may do something to a record, a line each: the role, the grant, and how it reaches the record. */
export function WhyAllowed({
  reasons,
  roles,
  teams,
}: {
  readonly reasons: readonly AccessReason[];
  readonly roles: readonly ShownRecord[];
  readonly teams: readonly ShownRecord[];
}) {
  const catalogue = useCatalogue();
  const { instant } = useFormats();
  const words = (reason: AccessReason): string => {
    if (reason.by === 'open-reach') return `No grant is needed: ${because[reason.reach]}.`;
    if (reason.by !== 'grant') return rules[reason.by];
    const { grant, reach } = reason;
    const action = grant.action === '*' ? 'everything' : actionLabel(grant.action).toLowerCase();
    return `${roleWords([reason], { roles, teams, instant }).join('')}: ${action}, ${resourceWords(grant.resource, catalogue)}; ${because[reach]}.`;
  };
  const lines = [...new Set(reasons.map(words))];
  return lines.length === 0 ? null : (
    <ul className={classes.why}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
