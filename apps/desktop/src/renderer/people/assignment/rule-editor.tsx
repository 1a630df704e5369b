import { NativeSelect, TextInput } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { type AssignmentDraft, assignmentFaults, definitionOfAssignment, emptyAssignmentDraft, newPart, readAssignmentDraft } from '@outpost/domain/kernel/assignment/assignment-draft'; // prettier-ignore
import { readAssignmentDefinition } from '@outpost/domain/kernel/assignment/assignment-definition';
import { assignmentRuleKind } from '@outpost/domain/kernel/assignment/assignment-kinds';
import { isAutomated } from '@outpost/domain/kernel/automation/definition-problem';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { Button } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordAnswers } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { type FormDraft, useFormDraft } from '../../queries/use-form-draft.ts';
import { fieldNamed, specOfField } from '../../records/field-spec-of.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { useAppPorts } from '../../window/app-ports.tsx';
import { automatedKinds } from '../automations/editor/step-editor.tsx';
import { useRuleWording } from './assignment-words.ts';
import { PartEditor } from './part-editor.tsx';
import { TryOut } from './try-out.tsx';
import classes from './assignment.module.css';

type Props = {
  /** The id of a rule; `new`: one that is not saved yet. */
  readonly id: string;
  /** Called with the rule that is shown next. */
  readonly onClose: (shown: string | undefined) => void;
};

/** ASG-6: the editor of a rule. Its draft is kept on this device until it is saved. */
export function RuleEditor({ id, onClose }: Props) {
  const isNew = id === 'new';
  const { entities } = useCatalogue();
  const [answer] = useRecordAnswers(isNew ? [] : [id]);
  const kept = useFormDraft(`assignment/${id}`);
  if (answer === 'gone')
    return (
      <EmptyState icon="users-group" title="This rule is not on this device" add={{ label: 'All assignment rules', onPress: () => onClose(undefined) }}>
        It may be deleted, or not here yet.
      </EmptyState>
    );
  if ((!isNew && answer === undefined) || kept === undefined) return null; // takes some milliseconds
  const kinds = [...entities.values()].filter(isAutomated);
  const firstKind = (kinds.find(({ stages }) => stages !== undefined) ?? kinds[0])?.name ?? '';
  return <Editing record={answer?.record} kept={kept} firstKind={firstKind} onClose={onClose} />;
} // prettier-ignore

/** Returns the draft with which the editor begins: the rule as it is stored, or an empty one. */
function savedDraft(record: ShownRecord | undefined, firstKind: string): AssignmentDraft {
  const read = record && readAssignmentDefinition(record.fields);
  if (record === undefined || read === undefined) return { ...emptyAssignmentDraft(firstKind), name: textIn(record?.fields['name']) }; // prettier-ignore
  const { entity, parts, fallback } = read;
  return { name: textIn(record.fields['name']), describes: textIn(record.fields['describes']), entity, parts: [...parts], fallback }; // prettier-ignore
}

/** Returns the values of a rule as its record has them. */
function fieldsOf(draft: AssignmentDraft): Readonly<Record<string, JsonValue>> {
  const { entity: forEntity, parts, fallback } = definitionOfAssignment(draft);
  const stored = { name: draft.name.trim(), describes: draft.describes.trim() || null, forEntity, parts, fallback };
  return JSON.parse(JSON.stringify(stored)) as Record<string, JsonValue>; // leaves undefined parts out
}

type EditingProps = {
  readonly record: ShownRecord | undefined;
  readonly kept: FormDraft;
  readonly firstKind: string;
  readonly onClose: Props['onClose'];
};

function Editing({ record, kept, firstKind, onClose }: EditingProps) {
  const catalogue = useCatalogue();
  const { newId } = useAppPorts();
  const { person } = useSignedIn();
  const { perform } = useActs();
  const formats = useFormats();
  const isNarrow = useNarrow();
  const saved = savedDraft(record, firstKind);
  const [draft, setDraft] = useState<AssignmentDraft>(() => readAssignmentDraft(kept.values['draft']) ?? saved);
  const faults = useMemo(() => assignmentFaults(catalogue, draft), [catalogue, draft]);
  const isChanged = !sameJson(fieldsOf(draft), fieldsOf(saved));
  const entity = catalogue.entities.get(draft.entity);
  const change = (next: AssignmentDraft) => {
    setDraft(next);
    if (sameJson(fieldsOf(next), fieldsOf(saved))) kept.forget();
    else kept.onValue('draft', JSON.parse(JSON.stringify(next)) as JsonValue);
  };
  const save = async () => {
    const fields = fieldsOf(draft);
    const id = record?.id ?? newId();
    const changed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !sameJson(record?.fields[name] ?? null, value))); // prettier-ignore
    const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    const edits = [record === undefined ? { entity: assignmentRuleKind, id, create: { fields: filled, ownerId: person.id } } : { entity: assignmentRuleKind, id, fields: changed }]; // prettier-ignore
    if ((await perform({ label: cutLabel(`Saved the assignment rule ${draft.name.trim()}`), edits })) === undefined) return; // prettier-ignore
    kept.forget();
    onClose(id);
  };
  const whyNot = !isChanged ? 'Nothing has changed.' : faults.length > 0 ? `${formats.plural(faults.length, 'fault', 'faults')} first: ${faults[0]?.message ?? ''}` : undefined; // prettier-ignore
  return (
    <>
      <ViewBar
        title={draft.name.trim() || 'New assignment rule'}
        navigation={
          <Button size="sm" variant="quiet" icon="chevron-left" onClick={() => onClose(record?.id)}>
            {isNarrow ? 'Back' : 'All assignment rules'}
          </Button>
        }
        secondary={
          <>
            {isChanged && !isNarrow ? (
              <Button
                onClick={() => {
                  setDraft(saved);
                  kept.forget();
                }}
              >
                Discard
              </Button>
            ) : null}
            <Button variant="primary" disabledReason={whyNot} onClick={() => void save()}>
              Save
            </Button>
          </>
        }
      />
      <div className={classes.page}>
        <div className={classes.editor}>
          <div className={classes.form}>
            <RuleForm draft={draft} onChange={change} />
            {entity === undefined ? null : (
              <Parts draft={draft} entity={entity} faults={faults} onChange={change} />
            )}
          </div>
          {entity === undefined ? null : (
            <TryOut key={entity.name} rule={record?.id ?? null} draft={draft} entity={entity} hasFaults={faults.some(({ part }) => part !== null)} />
          )}
        </div>
      </div>
    </>
  );
} // prettier-ignore

type FormProps = { readonly draft: AssignmentDraft; readonly onChange: (next: AssignmentDraft) => void };

function RuleForm({ draft, onChange }: FormProps) {
  const { entities } = useCatalogue();
  return (
    <>
      <TextInput
        label="Name"
        maxLength={120}
        dir="auto"
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <SnippetTextarea
        label="Description"
        maxLength={400}
        autosize
        minRows={1}
        maxRows={6}
        dir="auto"
        value={draft.describes}
        onChange={(event) => onChange({ ...draft, describes: event.currentTarget.value })}
      />
      <NativeSelect
        label="Assigns"
        description="Another kind of record takes the filters of the parts away."
        data={automatedKinds(entities.values(), ({ many }) => many)}
        value={draft.entity}
        onChange={(event) => {
          const parts = draft.parts.map(({ where: _where, ...part }) => part);
          onChange({ ...draft, entity: event.currentTarget.value, parts });
        }}
      />
    </>
  );
}

type PartsProps = FormProps & { readonly entity: Entity; readonly faults: ReturnType<typeof assignmentFaults> };

function Parts({ draft, entity, faults, onChange }: PartsProps) {
  const { parts, fallback } = draft;
  const wording = useRuleWording(entity, parts, fallback);
  const sources = useSpecSources(useRefNames(fallback));
  const owner = fieldNamed(entity, 'ownerId');
  const move = (at: number, by: -1 | 1) => {
    const next = [...parts];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    onChange({ ...draft, parts: next });
  };
  return (
    <>
      <p className={classes.quiet}>
        The first part that fits a record and has somebody free decides. People who are away, suspended, full, or could
        not see the record are passed over.
      </p>
      {parts.map((part, at) => (
        <PartEditor
          key={part.id}
          wording={wording}
          part={part}
          at={at}
          count={parts.length}
          faults={faults.filter((fault) => fault.part === part.id).map(({ message }) => message)}
          onChange={(next) => onChange({ ...draft, parts: parts.map((one) => (one.id === part.id ? next : one)) })}
          onMove={(by) => move(at, by)}
          onRemove={() => onChange({ ...draft, parts: parts.filter(({ id }) => id !== part.id) })}
        />
      ))}
      <div className={classes.acts}>
        <Button size="sm" icon="plus" onClick={() => onChange({ ...draft, parts: [...parts, newPart(parts)] })}>
          Add a part
        </Button>
      </div>
      {owner === undefined ? null : (
        <FieldEditor
          spec={{ ...specOfField('fallback', owner, sources), label: 'Otherwise', help: 'Gets the record where no part finds anybody. Empty: the automation stops, and its maker is told.', readOnlyReason: undefined }}
          value={fallback}
          onChange={(value) => onChange({ ...draft, fallback: typeof value === 'string' ? value : null })}
        />
      )}
    </>
  );
} // prettier-ignore
