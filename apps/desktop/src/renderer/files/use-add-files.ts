import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { useCallback, useRef, useState } from 'react';
import type { BridgeResult, ShownRecord } from '../../bridge/contract.ts';
import { mostFilesAtOnce } from '../../bridge/calls/file-calls.ts';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { giveFile } from './give-file.ts';

/** A file that is being added: the part of it that has been read, or why it was not added. */
export type Adding = {
  readonly key: number;
  readonly name: string;
  readonly part: number;
  readonly problem?: string;
  readonly file: File;
};

export type AddFiles = {
  readonly adding: readonly Adding[];
  readonly add: (files: readonly File[]) => void;
  readonly retry: (key: number) => void;
  readonly dismiss: (key: number) => void;
};

/**
 * Returns the files that are being added to a record, and the functions that add them. `onAdded` gets the records of added files. A file leaves this list when it
 * is added; otherwise it stays with the reason.
 */
export function useAddFiles(
  { entity, id }: Pick<ShownRecord, 'entity' | 'id'>,
  onAdded: (records: readonly string[]) => void,
): AddFiles {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const [adding, setAdding] = useState<readonly Adding[]>([]);
  const last = useRef(0);
  const change = useCallback(
    (key: number, to: Partial<Adding>) =>
      setAdding((all) => all.map((one) => (one.key === key ? { ...one, ...to } : one))),
    [],
  );
  const dismiss = useCallback((key: number) => setAdding((all) => all.filter((one) => one.key !== key)), []);

  const run = useCallback(
    async (batch: readonly Pick<Adding, 'key' | 'file' | 'name'>[]) => {
      const drafts: { readonly key: number; readonly name: string; readonly draft: string; readonly type: string }[] =
        [];
      for (const { key, file, name } of batch) {
        const draft = await giveFile(bridge, file, (part) => change(key, { part })).catch((): BridgeResult<string> =>
          unreadable(name),
        );
        if (draft.ok) drafts.push({ key, name, draft: draft.value, type: file.type });
        else change(key, { problem: refusalText(draft) });
      }
      const add = async (some: typeof drafts) => {
        const label = cutLabel(labelOf(some));
        return {
          label,
          result: await bridge.call('files.add', { entity, id, label, drafts: some.map(({ draft }) => draft) }),
        };
      };
      const ended = (some: typeof drafts, { label, result }: Awaited<ReturnType<typeof add>>) => {
        for (const { key, draft } of some)
          if (result.ok) dismiss(key);
          else {
            change(key, { problem: refusalText(result) });
            void bridge.call('files.drop', { draft });
          }
        if (!result.ok) return;
        saidDone(label, result.value.act);
        onAdded(result.value.ids);
      };
      if (drafts.length === 0) return;
      const all = await add(drafts);
      if (all.result.ok || drafts.length === 1) return ended(drafts, all);
      for (const one of drafts) ended([one], await add([one])); // one of them can't be kept: the others are added
    },
    [bridge, change, dismiss, entity, id, onAdded, saidDone],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      const batch = files.map((file) => ({ key: (last.current += 1), name: file.name, part: 0, file }));
      setAdding((all) => [...all, ...batch]);
      void (async () => {
        for (let from = 0; from < batch.length; from += mostFilesAtOnce)
          await run(batch.slice(from, from + mostFilesAtOnce));
      })();
    },
    [run],
  );
  const retry = (key: number) => {
    const again = adding.find((one) => one.key === key);
    if (!again) return;
    const { problem: _problem, ...rest } = again;
    setAdding((all) => all.map((one) => (one.key === key ? { ...rest, part: 0 } : one)));
    void run([again]);
  };
  return { adding, add, retry, dismiss };
}

/** Returns the label of the act: "Added site.png", "Added 14 photos". */
function labelOf(some: readonly { readonly name: string; readonly type: string }[]): string {
  const [only] = some;
  if (some.length === 1 && only) return `Added ${only.name}`;
  return `Added ${some.length} ${some.every(({ type }) => type.startsWith('image/')) ? 'photos' : 'files'}`;
}

const unreadable = (name: string): BridgeResult<string> => ({
  ok: false,
  code: 'import/unreadable',
  message: `“${name}” could not be read. It may have been moved or taken away, or it is a folder. Add it again.`,
  details: {},
  retry: 'after-edit',
});
