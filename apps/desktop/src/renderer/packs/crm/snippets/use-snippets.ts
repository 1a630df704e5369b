import { snippetsByShortcut } from '@outpost/domain/kernel/templates/snippets';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { snippetOf } from './same-shortcut.ts';

/** The kind of record of snippets. */
export const snippetKind = installedEntity('crm/snippet');

/** Chosen: a person remembers some dozens of shortcuts, and an organisation has some hundreds. */
const mostSnippets = 500;

/** Returns the snippets that the person sees, by shortcut. Undefined while they are being read. */
export function useSnippets(): readonly ShownRecord[] | undefined {
  const { data } = useRecordList({
    entity: snippetKind.name,
    sort: [{ field: 'shortcut', direction: 'asc' }],
    limit: mostSnippets,
  });
  return data?.rows;
}

/** PSH-2: returns one snippet for each shortcut, for this person and the language of their app. */
export function useChosenSnippets() {
  const rows = useSnippets();
  const { person } = useSignedIn();
  const { locale } = useFormats();
  return useMemo(() => {
    const all = (rows ?? []).map((one) => snippetOf(one, person.id));
    return [...snippetsByShortcut(all, locale).values()];
  }, [rows, person.id, locale]);
}
