import type { TimelineEntry } from '@outpost/ui/record/timeline';
import type { FileRow } from '../files/file-rows.ts';

/** The context for wording: the person's own id, and the names of others. */
export type FileTelling = { readonly me: string; readonly nameOf: (id: string) => string };

/**
 * Returns the timeline's entries for the files of a record: "You added 14 photos". Files that one person added at one moment are one
 * entry.
 */
export function fileEntries(rows: readonly FileRow[], { me, nameOf }: FileTelling): readonly TimelineEntry[] {
  const groups = new Map<string, FileRow[]>();
  for (const row of rows) {
    const key = `${row.record.createdAt} ${row.record.createdBy}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group): TimelineEntry[] => {
    const [first] = group;
    if (!first) return [];
    const { createdAt, createdBy } = first.record;
    const arePictures = group.every(({ isPicture }) => isPicture);
    const what = group.length === 1 ? first.title : `${group.length} ${arePictures ? 'photos' : 'files'}`;
    return [
      {
        id: `file ${first.id}`,
        at: createdAt,
        kind: 'event',
        icon: arePictures ? 'photo' : 'paperclip',
        title: `${createdBy === me ? 'You' : nameOf(createdBy)} added ${what}`,
        ...(group.length === 1 && first.caption !== '' ? { body: first.caption } : {}),
        isQuiet: true,
      },
    ];
  });
}
