import type { ExplainedAccess } from '@outpost/domain/kernel/access/sight';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { CallInput, ShownRecord } from '../../../bridge/contract.ts';
import { FromServer } from '../../session/from-server.tsx';
import type { LatestAnswer } from '../../session/use-from-server.ts';
import { oneOf } from '../../records/entity-shape.ts';
import { actionLabel } from '../roles/grant-table.ts';
import { WhyAllowed } from '../roles/why-allowed.tsx';
import { GrantLines } from './grant-lines.tsx';
import { isAllowed, rulesOf } from './sight-words.ts';
import classes from './sight.module.css';

/** The person or the role whose rights are shown, and the name in sentences. */
export type SightOf = {
  readonly key: string;
  readonly asked: CallInput<'access.explain'>['of'];
  readonly name: string;
  /** The name within a sentence: "Ana Brecklin", "a Viewer". */
  readonly within: string;
};
type Props = {
  readonly of: SightOf;
  readonly answer: LatestAnswer<ExplainedAccess>;
  readonly entity: Entity;
  readonly record: ShownRecord;
  /** The end of the share with the person; undefined without an end. */
  readonly until: string | undefined;
  readonly roles: readonly ShownRecord[];
  readonly teams: readonly ShownRecord[];
};

/** The answer of the server: a sentence, the actions, and all grants that were checked. */
export function SightAnswer({ answer, ...props }: Props) {
  const { of, entity, record } = props;
  return (
    <section className={classes.answer} aria-label={`${of.name} and ${titleOf(entity, record)}`}>
      <FromServer answer={answer} offline="The server judges the rights of others">
        {(explained) => <Explained {...props} explained={explained} />}
      </FromServer>
    </section>
  );
}

type ExplainedProps = Omit<Props, 'answer' | 'record'> & { readonly explained: ExplainedAccess };

function Explained({ of, entity, until, roles, teams, explained }: ExplainedProps) {
  const formats = useFormats();
  const sees = isAllowed(explained.actions, 'read');
  const rules = rulesOf(explained);
  return (
    <>
      <div className={classes.verdict} data-off={!sees || undefined} role="status">
        <span className={classes.eye}>
          <Icon name={sees ? 'eye' : 'eye-off'} size={16} />
        </span>
        <p>
          <b>{verdictOf(of, explained)}</b>
          <span className={classes.line}>{noteOf(of, explained, entity)}</span>
          {until === undefined ? null : (
            <span className={classes.line}>The share with them ends on {formats.instant(until)}.</span>
          )}
        </p>
      </div>
      <ul className={classes.actions} aria-label="Actions">
        {explained.actions.map(({ action, may }) => (
          <li key={action} data-off={!may || undefined}>
            <Icon name={may ? 'check' : 'close'} size={14} />
            <b>{actionLabel(action)}</b>
            <span className={classes.quiet}>{may ? 'yes' : 'no grant'}</span>
          </li>
        ))}
      </ul>
      {rules.length === 0 ? null : <WhyAllowed reasons={rules} roles={roles} teams={teams} />}
      <GrantLines explained={explained} roles={roles} teams={teams} />
    </>
  );
}

/** Returns the answer in a sentence: "Tobin Brecklin sees it, and may also change and export it." */
export function verdictOf({ name }: Pick<SightOf, 'name'>, { actions, status }: ExplainedAccess): string {
  if (status === 'suspended') return `${name} is suspended, and sees nothing.`;
  const more = actions.filter(({ action, may }) => may && action !== 'read').map(({ action }) => actionLabel(action).toLowerCase()); // prettier-ignore
  if (!isAllowed(actions, 'read')) return `${name} does not see it.`;
  if (more.length === 0) return `${name} sees it, and may do nothing else with it.`;
  return `${name} sees it, and may also: ${more.join(', ')}.`;
}

/** Returns the sentence under the answer: the number of sealed groups that stay hidden, and how a role was judged. */
function noteOf({ asked }: SightOf, { sealed }: ExplainedAccess, entity: Entity): string {
  const hidden = sealed.filter(({ may }) => !may).reduce((sum, { fields }) => sum + fields, 0);
  const ofFields = hidden === 0 ? '' : `${hidden} sealed ${hidden === 1 ? 'field' : 'fields'} of the ${oneOf(entity)} ${hidden === 1 ? 'stays' : 'stay'} hidden. `; // prettier-ignore
  return 'role' in asked
    ? `${ofFields}For a person who has only this role, in the team of the record, and neither owns it nor shares in it.`
    : ofFields;
}
