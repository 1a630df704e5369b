import { useNowMs } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { CallInput, RefNames } from '../../../../bridge/contract.ts';
import { countOfSummary, useRecordList, useSummaries } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import {
  type FolderId,
  folderFilter,
  type InboxRow,
  inboxRows,
  isUnsent,
  messageKinds,
} from './conversation-folders.ts';

export const conversationKind = installedEntity('crm/conversation');
export const activityKind = installedEntity('crm/activity');

/** Chosen: the newest activities of a device, among which those that wait are looked for. */
const mostNewest = 100;

const minuteMs = 60_000;
/** The present by the minute: a folder is not asked anew more often. */
const useMinute = (): string => new Date(Math.floor(useNowMs() / minuteMs) * minuteMs).toISOString();

export type InboxList = {
  readonly rows: readonly InboxRow[];
  readonly refs: RefNames;
  readonly hasMore: boolean;
};

/**
 * Returns the newest conversations of a folder with their newest messages, as this device has them: four questions, however many there
 * are. Undefined while they are read.
 */
export function useInbox(folder: FolderId, limit: number): InboxList | undefined {
  const { person } = useSignedIn();
  const now = useMinute();
  const { data } = useRecordList({
    entity: conversationKind.name,
    where: folderFilter(folder, { me: person.id, now }),
    sort: [{ field: 'lastAt', direction: 'desc' }],
    limit,
  });
  const conversations = data?.rows;
  const ids = (conversations ?? []).map(({ fields }) => textIn(fields['last'])).filter((id) => id !== '');
  const messages = useRecordList(
    { entity: activityKind.name, where: { field: 'id', op: 'one-of', value: ids }, limit: Math.max(1, ids.length) },
    { isOff: ids.length === 0 },
  );
  const newest = useRecordList({
    entity: activityKind.name,
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: mostNewest,
  });
  const made = (newest.data?.rows ?? []).filter(({ fields }) => messageKinds.includes(textIn(fields['kind'])));
  const abouts = [...new Set(made.filter(isUnsent).map(({ fields }) => textIn(fields['about'])))];
  const known = useRecordList(
    { entity: conversationKind.name, where: { field: 'about', op: 'one-of', value: abouts }, limit: mostNewest },
    { isOff: abouts.length === 0 },
  );
  if (conversations === undefined || (ids.length > 0 && messages.data === undefined)) return undefined;
  return {
    rows: inboxRows({
      conversations,
      messages: messages.data?.rows ?? [],
      newest: made,
      known: new Set((known.data?.rows ?? []).map(({ fields }) => textIn(fields['about']))),
      showsNew: folder === 'mine' && (abouts.length === 0 || known.data !== undefined),
    }),
    refs: { ...newest.data?.refs, ...messages.data?.refs, ...data?.refs },
    hasMore: data?.next !== null,
  };
}

/** INB-5: returns how many conversations each folder has, as far as this device holds them; undefined for one that is not read yet. */
export function useFolderCounts(folders: readonly FolderId[]): readonly (number | undefined)[] {
  const { person } = useSignedIn();
  const now = useMinute();
  const inputs = useMemo(
    () =>
      folders.map((folder): CallInput<'records.summary'> => ({
        entity: conversationKind.name,
        where: folderFilter(folder, { me: person.id, now }),
        sums: [],
      })),
    [folders, person.id, now],
  );
  return useSummaries(inputs).map((summary) => countOfSummary(summary));
}
