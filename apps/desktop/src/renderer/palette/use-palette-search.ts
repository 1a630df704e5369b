import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { PaletteAnswer, PaletteItem, PaletteSearch } from '@outpost/ui/frame/command-palette';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCallback } from 'react';
import { useBridge } from '../window/app-ports.tsx';
import { mostSearchChars } from '../window/list-address.ts';
import { useReadPageCommands } from '../window/page-commands.tsx';
import { fitting } from './fitting.ts';
import { useHitItems } from './use-hit-items.ts';
import { useNarrowingItems } from './use-narrowing-items.ts';
import { useRecordItems } from './use-record-items.ts';
import { useReportItems } from './use-report-items.ts';
import { useViewItems } from './use-view-items.ts';

const recordsShown = 12;
/** Chosen: so many that the acts on the best match are in sight without scrolling. */
const firstRecords = 4;
const viewsShown = 4;
/** Chosen: commands before the first word, and next to records that have the words. */
const [commandsAtFirst, commandsBeside] = [8, 5];

type Given = {
  readonly commands: readonly PaletteItem[];
  /** The kind of record whose list is open. */
  readonly here: Entity | undefined;
  /** Reads no views and no reports. */
  readonly isOff: boolean;
};

/** Returns the search of the palette over the records on this device, all views and reports, and the commands. */
export function usePaletteSearch({ commands, here, isOff }: Given): PaletteSearch {
  const bridge = useBridge();
  const formats = useFormats();
  const pageCommands = useReadPageCommands();
  const records = useRecordItems();
  const narrowing = useNarrowingItems(here);
  const hitItems = useHitItems();
  const views = useViewItems({ isOff });
  const reports = useReportItems({ isOff });
  return useCallback<PaletteSearch>(
    async (text, { commandsOnly, scope, signal }): Promise<PaletteAnswer> => {
      const fits = fitting(text);
      const found = [...pageCommands(), ...commands].filter(({ title }) => fits(title));
      if (commandsOnly) return { records: [], acts: found };
      if (text.trim() === '')
        return {
          records: records.opened(),
          recordsTitle: 'Recently opened',
          views: views.pinned,
          viewsTitle: 'Pinned',
          acts: found.slice(0, commandsAtFirst),
        };
      const started = performance.now();
      const answer = await bridge.call('records.search', {
        text: text.slice(0, mostSearchChars),
        limit: recordsShown,
        ...(scope === 'here' && here ? { entities: [here.name] } : {}),
      });
      if (signal.aborted || !answer.ok) return { records: [], acts: found };
      const { exact, near } = records.inOrder(answer.value.hits);
      const [best, ...others] = exact;
      const { only, everywhere } = narrowing(text);
      const some = found.slice(0, commandsBeside);
      const fittingViews = [...reports, ...views.all].filter(({ title, detail }) => fits(`${title} ${detail ?? ''}`));
      return {
        ...(best ? { best: records.itemOf(best) } : {}),
        records: others.slice(0, firstRecords).map(records.itemOf),
        moreRecords: others.slice(firstRecords).map(records.itemOf),
        similar: near.map(records.itemOf),
        views: fittingViews.slice(0, viewsShown),
        // If the text matches no record, the matching commands come first.
        acts: best ? [...only, ...hitItems(best), ...some, everywhere] : [...some, ...only, everywhere],
        note: `${formats.plural(answer.value.hits.length, 'record', 'records')} on this device, ${formats.number(Math.max(1, Math.round(performance.now() - started)))} ms`,
      };
    },
    [bridge, formats, pageCommands, commands, here, records, narrowing, hitItems, views, reports],
  );
}
