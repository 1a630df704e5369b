import { useCallback, useMemo, useRef } from 'react';
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
  const typed = useRef(new Set<string>()); // into these fields, here
  const write = useCallback(
    (field: string, text: string | undefined) => {
      if (text === undefined && drafts[field] === undefined && !typed.current.has(field)) return;
      if (text === undefined) typed.current.delete(field);
      else typed.current.add(field);
      // Keys come faster than drawings: what was drawn last may be several letters old, or lack the field that is left.
      keep((now) => {
        const { [field]: _before, ...others } = draftsSchema.parse(now ?? {});
        return text === undefined ? others : { ...others, [field]: text };
      });
    },
    [drafts, keep],
  );
  return [drafts, write];
}
