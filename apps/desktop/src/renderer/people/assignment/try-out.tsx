import { type AssignmentDraft, definitionOfAssignment } from '@outpost/domain/kernel/assignment/assignment-draft';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { fieldNamed, specOfField } from '../../records/field-spec-of.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { PassedOverList } from './passed-over-list.tsx';
import classes from './assignment.module.css';

type Asked = CallInput<'assignment.tryOut'>;
type Props = {
  /** The rule whose turns count; null: it is not saved yet. */
  readonly rule: string | null;
  readonly draft: AssignmentDraft;
  readonly entity: Entity;
  readonly hasFaults: boolean;
};

/** ASG-5: says who would get a record by the rule as it is written here, and why. */
export function TryOut({ rule, draft, entity, hasFaults }: Props) {
  const [record, setRecord] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked>();
  const sources = useSpecSources(useRefNames(record));
  const owner = fieldNamed(entity, 'ownerId');
  const one = entity.label.one.toLowerCase();
  const { parts, fallback } = definitionOfAssignment(draft);
  const now = record === null ? undefined : { rule, entity: entity.name, parts: JSON.parse(JSON.stringify(parts)) as JsonValue[], fallback, record }; // as it is stored
  const whyNot = hasFaults ? 'The rule has faults.' : record === null ? `Choose a ${one}.` : undefined;
  return (
    <aside className={classes.try} aria-labelledby="assignment-try">
      <h2 id="assignment-try" className={classes.heading}>
        Try it out
      </h2>
      <p className={classes.quiet}>Says who would get it now. Nothing is assigned, and nobody’s turn is used up.</p>
      {owner?.type === 'ref' ? (
        <FieldEditor
          spec={{ ...specOfField('tried', { ...owner, targets: [entity.name] }, sources), label: entity.label.one, help: undefined, readOnlyReason: undefined }}
          value={record}
          onChange={(value) => setRecord(typeof value === 'string' ? value : null)}
        />
      ) : null}
      <Button size="sm" icon="bolt" disabledReason={whyNot} onClick={() => setAsked(now)}>
        Who would get it?
      </Button>
      {asked === undefined ? null : (
        <>
          {JSON.stringify(asked) === JSON.stringify(now) ? null : (
            <p className={classes.quiet} role="status">
              The rule or the {one} has changed since this answer.
            </p>
          )}
          <Answer key={JSON.stringify(asked)} asked={asked} />
        </>
      )}
    </aside>
  );
} // prettier-ignore

function Answer({ asked }: { readonly asked: Asked }) {
  const answer = useFromServer('assignment.tryOut', asked, { isAlwaysOld: true });
  return (
    <FromServer answer={answer} offline="The server has the turns and the open records">
      {({ person, reason, passed, names }) => (
        <div role="status">
          <p className={classes.found} dir="auto">
            <b>{person === null ? 'Nobody' : (names[person] ?? 'A person')}</b>
          </p>
          <p className={classes.quiet}>{reason}</p>
          <PassedOverList passed={passed} names={names} />
        </div>
      )}
    </FromServer>
  );
}
