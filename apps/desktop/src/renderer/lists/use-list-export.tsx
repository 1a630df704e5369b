import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { manyOf } from '../records/entity-shape.ts';
import { ExportDialog } from '../records/export/export-dialog.tsx';
import { whyNoExport } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { usePageCommands } from '../window/page-commands.tsx';

type DialogProps = ComponentProps<typeof ExportDialog>;

/** The export of a list: why the person may export none of its records, the act that begins it, and its dialog. */
export type ListExport = {
  readonly refusal: string | undefined;
  readonly start: () => void;
  readonly dialog: ReactNode;
};

/** Returns the export of a list, and makes it a command of the page. `columns`: the names of the shown ones. */
export function useListExport(
  entity: Entity,
  list: () => DialogProps['list'],
  columns: DialogProps['shown'],
): ListExport {
  const principal = usePrincipal();
  const [isOpen, setOpen] = useState(false);
  const refusal = whyNoExport(principal, entity);
  const start = () => setOpen(true);
  usePageCommands(
    refusal === undefined
      ? [{ id: 'export list', icon: 'download', title: `Export these ${manyOf(entity)}`, run: start }]
      : [],
  );
  const dialog = isOpen ? (
    <ExportDialog entity={entity} list={list()} shown={columns} onClose={() => setOpen(false)} />
  ) : null;
  return { refusal, start, dialog };
}
