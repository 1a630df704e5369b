import type { FilesKind } from '@outpost/domain/kernel/files/files-kind';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { FieldRow } from '@outpost/ui/fields/field-row';
import { useEffect, useRef } from 'react';
import { useActs } from '../queries/use-acts.ts';
import { type FieldDrafts, useFieldDrafts } from '../queries/use-field-drafts.ts';
import { changedLabel } from '../records/act-words.ts';
import { readOnlyReason } from '../records/may.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal } from '../session/session-context.tsx';
import type { FileRow } from './file-rows.ts';
import classes from './files.module.css';

const noDrafts: FieldDrafts = {};
const noNames = {};

type Props = {
  readonly kind: FilesKind;
  readonly row: FileRow;
  /** Whether the name is edited immediately. */
  readonly isNaming: boolean;
};

/** The name and the caption of a file, changed in place. Each is an act of its own, which can be undone. */
export function FileWords({ kind, row, isNaming }: Props) {
  const { entity, caption } = kind;
  const { record, title } = row;
  const principal = usePrincipal();
  const { perform } = useActs();
  const specs = useFieldSpecs(entity, noNames);
  const [drafts = noDrafts, keepDraft] = useFieldDrafts(record.id);
  const list = useRef<HTMLDListElement>(null);
  useEffect(() => {
    if (isNaming) list.current?.querySelector<HTMLElement>('[data-can-edit]')?.click();
  }, [isNaming]);
  return (
    <dl ref={list} className={classes.words}>
      {[entity.title, ...(caption === undefined ? [] : [caption])].map((name) => {
        const spec = specs.get(name);
        if (!spec) return null;
        const reason = readOnlyReason(principal, entity, { record, nameOf: () => undefined, field: name });
        return (
          <FieldRow
            key={name}
            spec={reason === undefined ? spec : { ...spec, readOnlyReason: reason }}
            value={record.fields[name] ?? null}
            {...(reason === undefined
              ? {
                  onChange: (value: JsonValue) =>
                    void perform({
                      label: changedLabel(entity, title, [name]),
                      edits: [{ entity: entity.name, id: record.id, fields: { [name]: value } }],
                    }),
                  draft: drafts[name],
                  onDraft: (text: string | undefined) => keepDraft(name, text),
                }
              : {})}
          />
        );
      })}
    </dl>
  );
}
