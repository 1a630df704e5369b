import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';

const draftsSchema = z.record(z.string(), z.string()).catch({});

/** What is typed by field and not left yet. */
export type FieldDrafts = Readonly<Record<string, string>>;

/** Texts typed into a record's fields and not left yet, kept on this device with every keystroke; leaving the field makes one act. */
export function useFieldDrafts(
  record: string,
): readonly [FieldDrafts, (field: string, text: string | undefined) => void] {
  const [kept, keep] = useLocal(`draft/fields/${record}`);
  const drafts = useMemo(() => draftsSchema.parse(kept ?? {}), [kept]);
  const write = useCallback(
    (field: string, text: string | undefined) => {
      if (drafts[field] === text) return;
      const { [field]: _before, ...others } = drafts;
      keep(text === undefined ? others : { ...others, [field]: text });
    },
    [drafts, keep],
  );
  return [drafts, write];
}
