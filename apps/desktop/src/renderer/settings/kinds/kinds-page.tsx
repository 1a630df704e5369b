import { ownKindName } from '@outpost/domain/kernel/catalogue/own-kind-name';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import { Icon } from '@outpost/ui/parts/icons';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { useState } from 'react';
import { useRecordList } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { mayCreate } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { DefinitionsPage } from '../definitions/definitions-page.tsx';
import { EditKindDialog } from './edit-kind-dialog.tsx';
import {
  type DefinedKind,
  definedKinds,
  kindEntity,
  kindLifeRequest,
  kindNamesTaken,
  setInWords,
} from './kind-definitions.ts';
import { NewKindDialog } from './new-kind-dialog.tsx';
import classes from '../settings.module.css';

/** More kinds than a tenant may have: all of them are drawn. */
const most = 200;

/** Returns the definitions of this device in that state of life; undefined until they are read. */
function useKinds(life: 'alive' | 'deleted'): readonly DefinedKind[] | undefined {
  const { data, error } = useRecordList({ entity: kindEntity, life, limit: most });
  if (error) throw error; // drawn by the screen's boundary
  return data === undefined ? undefined : definedKinds(data.rows);
}

/**
 * The kinds of record that the organisation has added (K-3). People with the right add, change and retire them here, as ordinary
 * acts; other people only read them. `onFields` opens the fields of a kind.
 */
export function KindsPage({ onFields }: { readonly onFields: (entity: string) => void }) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { perform } = useActs();
  const kinds = useKinds('alive');
  const retired = useKinds('deleted') ?? [];
  const [editing, setEditing] = useState<string>();
  const mayDefine = mayCreate(principal, useEntity(kindEntity));
  const bringBack = (id: string) => {
    const kind = retired.find(({ record }) => record.id === id);
    if (kind) void perform(kindLifeRequest(kind, 'alive'));
  };
  const edited = kinds?.find(({ record }) => record.id === editing);
  const entity = edited && catalogue.entities.get(ownKindName(edited.definition.name));
  return (
    <>
      <DefinitionsPage
        at="/settings/kinds"
        one="kind"
        inFull="kind of record"
        mayDefine={mayDefine}
        count={kinds?.length}
        empty={{
          icon: 'folder',
          title: 'No kinds of record of your own',
          text: 'Add further kinds of record: vehicles, properties, service contracts. Everyone then has them, offline too: with lists, search, import, reports, activities and tasks.',
        }}
        retired={retired.map(({ record: { id }, definition }) => ({ id, label: definition.labelMany }))}
        whyRetired="Offered nowhere. Their records are kept."
        onBack={bringBack}
        adding={(onClose) => (
          <NewKindDialog taken={kindNamesTaken(catalogue, [...(kinds ?? []), ...retired])} onClose={onClose} />
        )}
      >
        <Kinds kinds={kinds ?? []} onEdit={mayDefine ? setEditing : undefined} onFields={onFields} />
      </DefinitionsPage>
      {edited === undefined || entity === undefined ? null : (
        <EditKindDialog key={edited.record.id} entity={entity} kind={edited} onClose={() => setEditing(undefined)} />
      )}
    </>
  );
}

const columns = [
  { id: 'label', header: 'Kind' },
  { id: 'rules', header: 'Rules' },
  { id: 'fields', header: 'Fields' },
];

function Kinds({
  kinds,
  onEdit,
  onFields,
}: {
  readonly kinds: readonly DefinedKind[];
  readonly onEdit: ((id: string) => void) | undefined;
  readonly onFields: (entity: string) => void;
}) {
  const { entities } = useCatalogue();
  const formats = useFormats();
  return (
    <div className={classes.table}>
      <DataTable
        label="Kinds of record of your own"
        columns={columns}
        rows={kinds.map(({ record, definition }) => {
          const entity = entities.get(ownKindName(definition.name));
          const above = definition.belongsTo === undefined ? undefined : entities.get(definition.belongsTo);
          const rules = [
            ...(above === undefined ? [] : [`belongs to ${above.label.many.toLowerCase()}`]),
            ...(entity?.schedule === undefined ? [] : ['in calendars']),
            ...(entity?.duplicates === undefined ? [] : ['duplicates are found']),
            ...(entity?.unique.map((set) => `no two with the same ${setInWords(entity, set).toLowerCase()}`) ?? []),
          ];
          const count = Object.values(entity?.fields ?? {}).filter(({ isOwn }) => isOwn === true).length;
          return {
            id: record.id,
            cells: [
              <span key="label" className={classes.field}>
                <span className={classes.name}>
                  <Icon name={definition.icon ?? 'folder'} size={14} />
                  {onEdit === undefined ? (
                    <span dir="auto">{definition.labelMany}</span>
                  ) : (
                    <button type="button" className={classes.edit} dir="auto" onClick={() => onEdit(record.id)}>
                      {definition.labelMany}
                    </button>
                  )}
                  {record.waiting > 0 ? <WaitingMark label="Changed here, to send" isIconOnly /> : null}
                </span>
              </span>,
              <span key="rules" className={classes.quiet}>
                {rules.join('; ')}
              </span>,
              <button
                key="fields"
                type="button"
                className={classes.edit}
                onClick={() => onFields(ownKindName(definition.name))}
              >
                {formats.plural(count, 'field', 'fields')}
              </button>,
            ],
          };
        })}
      />
    </div>
  );
}
