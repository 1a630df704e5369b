import type { AssignmentDefinition } from '@outpost/domain/kernel/assignment/assignment-definition';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useActs } from '../../queries/use-acts.ts';
import { deleteRequest } from '../../records/life-acts.ts';
import { useEntity, usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { partChoosesWords, partForWords, useRuleWording } from './assignment-words.ts';
import { PassedOverList } from './passed-over-list.tsx';
import { UsedBy } from './used-by.tsx';
import type { ListedRule } from '../automations/use-assignment-rules.ts';
import classes from './assignment.module.css';

/** While the page is open, automations go on by themselves. */
const everyMs = 15_000;

type Props = { readonly rule: ListedRule; readonly onEdit: () => void };

/** One rule: its parts in words, and what it decided. */
export function RuleDetails({ rule, onEdit }: Props) {
  const past = usePastCatalogue();
  const kind = useEntity(rule.record.entity);
  const { perform } = useActs();
  const { definition, name, describes } = rule;
  const entity = past.entities.get(definition?.entity ?? '');
  return (
    <section className={classes.details} aria-labelledby="assignment-rule">
      <h2 id="assignment-rule" dir="auto">
        {name}
      </h2>
      {describes === '' ? null : (
        <p className={classes.quiet} dir="auto">
          {describes}
        </p>
      )}
      {definition === undefined || entity === undefined ? (
        <p className={classes.quiet}>This app cannot read the rule: it may be newer than the app.</p>
      ) : (
        <RuleInWords definition={definition} entity={entity} />
      )}
      <UsedBy rule={rule.id} />
      <div className={classes.acts}>
        <Button size="sm" icon="pencil" onClick={onEdit}>
          Edit
        </Button>
        <Button size="sm" variant="quiet" icon="trash" onClick={() => void perform(deleteRequest(kind, rule.record))}>
          Delete
        </Button>
      </div>
      <Decisions rule={rule.id} />
    </section>
  );
}

function RuleInWords({ definition: { parts, fallback }, entity }: { readonly definition: AssignmentDefinition; readonly entity: Entity }) {
  const wording = useRuleWording(entity, parts, fallback);
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>For</dt>
          <dd>{entity.label.many}</dd>
        </div>
        <div>
          <dt>Otherwise</dt>
          <dd dir="auto">
            {fallback === null ? 'Nobody: the automation stops, and its maker is told' : (wording.nameOf(fallback) ?? 'A person')}
          </dd>
        </div>
      </dl>
      <section aria-labelledby="assignment-parts">
        <h3 id="assignment-parts" className={classes.heading}>
          Parts
        </h3>
        <ol className={classes.parts}>
          {parts.map((part) => (
            <li key={part.id} dir="auto">
              <b>{[part.name ?? '', partForWords(wording, part)].filter(Boolean).join(': ')}</b>
              <span>{partChoosesWords(wording, part)}</span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
} // prettier-ignore

function Decisions({ rule }: { readonly rule: string }) {
  const formats = useFormats();
  const open = useOpenRecord();
  const past = usePastCatalogue();
  const answer = useFromServer('assignment.decisions', { rule }, { everyMs });
  return (
    <section aria-labelledby="assignment-decisions">
      <h3 id="assignment-decisions" className={classes.heading}>
        Decisions
      </h3>
      <FromServer answer={answer} offline="The server has the decisions">
        {({ decisions, names, records }) =>
          decisions.length === 0 ? (
            <p className={classes.quiet}>
              It has decided nothing in the last 90 days. A step of an automation assigns records by it.
            </p>
          ) : (
            <ol className={classes.decisions}>
              {decisions.map(({ id, recordId, person, reason, passed, at }) => {
                const held = records[recordId];
                return (
                  <li key={id}>
                    <span dir="auto">
                      <button type="button" className={classes.link} onClick={() => open(recordId)}>
                        {held ? titleOf(entityOf(past, held.entity), held) : 'A record that is not on this device'}
                      </button>{' '}
                      to <b>{person === null ? 'nobody' : (names[person] ?? 'a person')}</b>
                    </span>
                    <span className={classes.quiet}>{formats.instant(at)}</span>
                    <span className={classes.why} dir="auto">
                      {reason}
                    </span>
                    <PassedOverList passed={passed} names={names} />
                  </li>
                );
              })}
            </ol>
          )
        }
      </FromServer>
    </section>
  );
}
