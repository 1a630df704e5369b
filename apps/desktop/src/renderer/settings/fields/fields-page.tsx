import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { areaEntitiesOf } from '../../places/areas.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { mayCreate } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { DefinitionsPage } from '../definitions/definitions-page.tsx';
import { EditFieldDialog } from './edit-field-dialog.tsx';
import {
  choiceOf,
  type DefinedField,
  definitionEntity,
  fieldsDefinedFor,
  lifeRequest,
  namesTaken,
} from './field-definitions.ts';
import { fieldTypeWords } from './field-specs.ts';
import { rollUpWords } from './roll-up-choices.ts';
import { NewFieldDialog } from './new-field-dialog.tsx';
import classes from '../settings.module.css';

/** More fields than any tenant has: they are few, and all of them are drawn. */
const most = 1_000;

/** Returns all definition records of this device in that state of life. */
function useDefinitions(life: 'alive' | 'deleted') {
  const { data, error } = useRecordList({ entity: definitionEntity, life, limit: most });
  if (error) throw error; // drawn by the screen's boundary
  return data?.rows;
}

/**
 * The fields that the organisation has added to its kinds of record (K-3). People with the right add, change and retire them
 * here, as ordinary acts; other people only read them.
 */
export function FieldsPage({ kind, onKind }: { readonly kind: string; readonly onKind: (entity: string) => void }) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { perform } = useActs();
  const entity = useEntity(catalogue.entities.has(kind) ? kind : (areaEntitiesOf(catalogue)[0] ?? kind));
  const alive = useDefinitions('alive');
  const deleted = useDefinitions('deleted');
  const [editing, setEditing] = useState<string>();
  const mayDefine = mayCreate(principal, useEntity(definitionEntity));
  const fields = fieldsDefinedFor(entity.name, alive ?? []);
  const retired = fieldsDefinedFor(entity.name, deleted ?? []);
  const edited = fields.find(({ record }) => record.id === editing);
  const bringBack = (id: string) => {
    const field = retired.find(({ record }) => record.id === id);
    if (field) void perform(lifeRequest(field, 'alive'));
  };
  return (
    <>
      <DefinitionsPage
        at="/settings/fields"
        one="field"
        mayDefine={mayDefine}
        count={alive && fields.length}
        above={<KindChoice chosen={entity.name} definitions={alive ?? []} onKind={onKind} />}
        empty={{
          icon: 'forms',
          title: `No fields of your own on ${manyOf(entity)}`,
          text: `Add the further fields that your organisation needs for ${manyOf(entity)}. Everyone then has them, offline too: in forms, lists, filters, search and import.`,
        }}
        retired={retired.map(({ record: { id }, definition }) => ({
          id,
          label: definition.label,
          detail: fieldTypeWords(definition.type),
        }))}
        whyRetired="Offered nowhere. Their values stay with their records."
        onBack={bringBack}
        adding={(onClose) => (
          <NewFieldDialog
            entity={entity}
            taken={namesTaken(catalogue, entity.name, [...fields, ...retired])}
            onClose={onClose}
          />
        )}
      >
        <Definitions entity={entity} fields={fields} onEdit={mayDefine ? setEditing : undefined} />
      </DefinitionsPage>
      {edited === undefined ? null : (
        <EditFieldDialog key={edited.record.id} entity={entity} field={edited} onClose={() => setEditing(undefined)} />
      )}
    </>
  );
}

/** The kinds of record whose fields can be shown, each with the number of its own fields. */
function KindChoice({
  chosen,
  definitions,
  onKind,
}: {
  readonly chosen: string;
  readonly definitions: readonly ShownRecord[];
  readonly onKind: (entity: string) => void;
}) {
  const catalogue = useCatalogue();
  const formats = useFormats();
  return (
    <div className={classes.kinds} role="group" aria-label="Kinds of record">
      {areaEntitiesOf(catalogue).map((name) => {
        const one = catalogue.entities.get(name);
        const count = fieldsDefinedFor(name, definitions).length;
        return one === undefined ? null : (
          <button
            key={name}
            type="button"
            className={classes.kind}
            aria-pressed={name === chosen}
            onClick={() => onKind(name)}
          >
            {one.label.many}
            {count === 0 ? null : <span className={classes.count}>{formats.count(count)}</span>}
          </button>
        );
      })}
    </div>
  );
}

const columns = [
  { id: 'label', header: 'Field' },
  { id: 'type', header: 'Holds' },
  { id: 'rules', header: 'Rules' },
];

function Definitions({
  entity,
  fields,
  onEdit,
}: {
  readonly entity: Entity;
  readonly fields: readonly DefinedField[];
  readonly onEdit: ((id: string) => void) | undefined;
}) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const { entities } = catalogue;
  return (
    <div className={classes.table}>
      <DataTable
        label={`Own fields of ${manyOf(entity)}`}
        columns={columns}
        rows={fields.map(({ record, definition }) => {
          const offered = definition.options?.filter(({ isRetired }) => isRetired !== true) ?? [];
          const linked = definition.targets?.flatMap((name) => entities.get(name)?.label.many ?? []) ?? [];
          const named = [...offered.map(({ label }) => label), ...linked];
          const rules = [
            ...(definition.required === true ? ['must be filled in'] : []),
            ...(definition.searched === true ? ['found by search'] : []),
          ];
          return {
            id: record.id,
            cells: [
              <span key="label" className={classes.field}>
                {onEdit === undefined ? (
                  <span dir="auto">{definition.label}</span>
                ) : (
                  <span className={classes.name}>
                    <button type="button" className={classes.edit} dir="auto" onClick={() => onEdit(record.id)}>
                      {definition.label}
                    </button>
                    {record.waiting > 0 ? <WaitingMark label="Changed here, to send" isIconOnly /> : null}
                  </span>
                )}
                {definition.help === undefined ? null : (
                  <span className={classes.quiet} dir="auto">
                    {definition.help}
                  </span>
                )}
              </span>,
              <span key="type">
                {fieldTypeWords(choiceOf(definition))}
                {definition.rollUp === undefined ? null : (
                  <span className={classes.quiet}>, computed: {rollUpWords(catalogue, definition.rollUp)}</span>
                )}
                {definition.computed !== 'formula' ? null : (
                  <span className={classes.quiet}>
                    , computed: <code dir="ltr">{definition.formula}</code>
                  </span>
                )}
                {named.length === 0 ? null : <span className={classes.quiet}>: {formats.list(named)}</span>}
              </span>,
              <span key="rules" className={classes.quiet}>
                {rules.join(', ')}
              </span>,
            ],
          };
        })}
      />
    </div>
  );
}
