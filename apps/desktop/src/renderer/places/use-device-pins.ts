import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { useEffect, useRef } from 'react';
import { z } from 'zod';
import { ask } from '../queries/ask.ts';
import { useLocal } from '../queries/use-local.ts';
import { recordIdOf } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';
import { editsOfMine, myRecordsQuestion } from './my-notifications.ts';
import { defaultPins } from './pinned.ts';
import { fieldsOfPins, keptPins, withDeviceViews } from './pins.ts';

/** The form in which builds until November 2026 kept the pinned views on the device. */
const keptSchema = z.array(z.object({ entity: z.string(), view: z.string() }));

/**
 * Moves the pinned views that this device has kept into the person's own record, once, by one act. A list that cannot be
 * read, or whose act is refused, stays on the device.
 */
export function useDevicePins(): void {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const [kept, keep] = useLocal('pinned');
  const isBegun = useRef(false);
  useEffect(() => {
    const { data } = keptSchema.safeParse(kept);
    if (data === undefined || isBegun.current) return;
    isBegun.current = true;
    const views = data.map(({ entity, view }) => ({ of: 'view' as const, entity, view: recordIdOf(view) }));
    const move = async () => {
      const { rows } = await ask(bridge, 'records.list', myRecordsQuestion);
      const pins = withDeviceViews(views, { defaults: defaultPins(catalogue), kept: keptPins(rows) });
      const edits = editsOfMine(rows, fieldsOfPins(pins));
      const label = cutLabel('Moved the pinned views from this device');
      const answer =
        edits.length === 0 ? undefined : await bridge.call('acts.perform', { label, edits, isStep: false });
      if (answer === undefined || answer.ok) keep(null);
    };
    void move().catch(() => undefined); // the next start of the app tries again
  }, [bridge, catalogue, kept, keep]);
}
