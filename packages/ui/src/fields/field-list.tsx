import { useRef } from 'react';
import { FieldRow, type FieldRowProps } from './field-row.tsx';
import { Kbd } from '../parts/kbd.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import { PanelSection } from '../parts/panel-section.tsx';

/** A record's fields under one heading. The key E goes to the first editable field. */
export type FieldListProps = {
  readonly title?: string | undefined;
  readonly fields: readonly FieldRowProps[];
  /** Only one list on a screen may answer the key E. */ readonly hasKey?: boolean | undefined;
};

/** Draws the rows. */
export function FieldList({ title = 'Details', fields, hasKey = true }: FieldListProps) {
  const list = useRef<HTMLDListElement>(null);
  useShortcuts(
    hasKey
      ? [
          {
            keys: 'e',
            label: 'Edit the first field',
            section: 'Record',
            run: () => {
              const row = list.current?.querySelector<HTMLElement>('[data-can-edit]');
              row?.focus();
              row?.click();
            },
          },
        ]
      : [],
  );
  return (
    <PanelSection
      title={title}
      trailing={
        hasKey ? (
          <span data-screen-only>
            <Kbd keys="e" />
          </span>
        ) : undefined
      }
    >
      <dl ref={list}>
        {fields.map((field) => (
          <FieldRow key={field.spec.id} {...field} />
        ))}
      </dl>
    </PanelSection>
  );
}
