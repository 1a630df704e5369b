import type { ExplainedAccess } from '@outpost/domain/kernel/access/sight';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { roleWords } from '../memberships.ts';
import { actionLabel, reachOf, reachWords, resourceWords } from '../roles/grant-table.ts';
import { lookedAt } from './sight-words.ts';
import classes from './sight.module.css';

type Props = {
  readonly explained: ExplainedAccess;
  readonly roles: readonly ShownRecord[];
  readonly teams: readonly ShownRecord[];
};

/** All grants that were checked, those that decide first, and the groups of sealed fields. */
export function GrantLines({ explained, roles, teams }: Props) {
  const catalogue = usePastCatalogue(); // with the groups of sealed fields (K-4)
  const { instant } = useFormats();
  const lines = lookedAt(explained);
  const labelOf = (group: string) => catalogue.entities.get(group)?.label.many ?? group;
  return (
    <section aria-labelledby="which-grants">
      <h3 id="which-grants" className={classes.head}>
        Which grants decide?{' '}
        <span className={classes.quiet}>
          All grants that were checked. Grants add rights; only a seal removes some.
        </span>
      </h3>
      {lines.length === 0 ? <p className={classes.quiet}>No grant covers this kind of record.</p> : null}
      <ol className={classes.grants}>
        {lines.map(({ role, teamId, until, grant, allows }) => (
          <li key={JSON.stringify([role, teamId, grant])} data-decides={allows.length > 0 || undefined}>
            <Icon name={allows.length > 0 ? 'check' : 'minus'} size={14} />
            <p>
              <b>{roleWords([{ role, teamId, ...(until === null ? {} : { until }) }], { roles, teams, instant })}</b>
              <span className={classes.line}>
                {grant.action === '*' ? 'Everything' : actionLabel(grant.action)},{' '}
                {resourceWords(grant.resource, catalogue)}: {reachWords[reachOf(new Set([grant.scope]))].means}
              </span>
            </p>
            <span className={classes.does}>{allows.map((action) => actionLabel(action).toLowerCase()).join(', ')}</span>
            {allows.length > 0 ? (
              <Tag tone="accent">decides</Tag>
            ) : (
              <span className={classes.quiet}>does not reach it</span>
            )}
          </li>
        ))}
        {explained.sealed.map(({ group, fields, may }) => (
          <li key={group} data-decides={may || undefined}>
            <Icon name="lock" size={14} />
            <p>
              <b>{labelOf(group)}</b>
              <span className={classes.line}>
                {may ? 'Sealed: each look is recorded' : 'Sealed, and no grant opens it'}
              </span>
            </p>
            <span className={classes.does}>{fields === 1 ? '1 field' : `${fields} fields`}</span>
            <Tag tone={may ? 'accent' : 'neutral'}>{may ? 'decides' : 'hides'}</Tag>
          </li>
        ))}
      </ol>
    </section>
  );
}
