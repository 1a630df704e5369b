import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { z } from 'zod';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';
import { useLocal } from './use-local.ts';

const draftsSchema = z.record(z.string(), z.string()).catch({});

const keyOf = (place: string): string => `draft/fields/${place}`;

/** Typed texts by field, until the field is left. */
export type FieldDrafts = Readonly<Record<string, string>>;

/**
 * Returns the texts typed into the fields of a record or of a dialog, stored on this device at every keystroke until the field
 * is left. `undefined` while they are being read.
 */
export function useFieldDrafts(
  place: string,
): readonly [FieldDrafts | undefined, (field: string, text: string | undefined) => void] {
  const [kept, keep] = useLocal(keyOf(place));
  const drafts = useMemo(() => (kept === undefined ? undefined : draftsSchema.parse(kept ?? {})), [kept]);
  const typed = useRef(new Set<string>()); // typed into these fields on this screen
  const write = useCallback(
    (field: string, text: string | undefined) => {
      if (text === undefined && drafts?.[field] === undefined && !typed.current.has(field)) return;
      if (text === undefined) typed.current.delete(field);
      else typed.current.add(field);
      // Keys arrive faster than renderings: the last rendered drafts may lack several letters, or still contain a field that was
      // left.
      keep((now) => {
        const { [field]: _before, ...others } = draftsSchema.parse(now ?? {});
        return text === undefined ? others : { ...others, [field]: text };
      });
    },
    [drafts, keep],
  );
  return [drafts, write];
}

/**
 * Returns a function that stores the text of a field of a record. The record's page opens the field with it. For texts that were
 * typed elsewhere and could not be stored as a value there.
 */
export function useKeepFieldDraft(): (place: string, field: string, text: string) => Promise<void> {
  const bridge = useBridge();
  const client = useQueryClient();
  return useCallback(
    async (place, field, text) => {
      const key = keyOf(place);
      const { value } = await ask(bridge, 'local.get', { key });
      const drafts = { ...draftsSchema.parse(value ?? {}), [field]: text };
      client.setQueryData(queryKeyOf('local.get', '', { key }), { value: drafts });
      await ask(bridge, 'local.set', { key, value: drafts });
    },
    [bridge, client],
  );
}
