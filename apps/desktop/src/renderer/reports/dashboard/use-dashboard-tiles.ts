import type { Tile } from '@outpost/domain/kernel/reports/dashboard-definition';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DashboardEntry } from '../../../reports/report-entry.ts';
import { useReportActs } from '../use-report-acts.ts';

/** Changes the tiles as they are now. `done`: the change in words. */
export type ChangeTiles = (next: (now: readonly Tile[]) => readonly Tile[], done: string) => void;

/**
 * Returns the tiles of a dashboard, and the function that changes them. A change is drawn immediately, and the next one
 * builds on it. The record is read again only some milliseconds after an act, and a second press meanwhile would undo
 * the first.
 */
export function useDashboardTiles(dashboard: DashboardEntry): readonly [readonly Tile[], ChangeTiles] {
  const acts = useReportActs();
  const { tiles, saved } = dashboard;
  const [own, setOwn] = useState<{ readonly tiles: readonly Tile[]; readonly over: readonly Tile[] }>();
  const latest = useRef(tiles);
  const running = useRef(0);
  useEffect(() => {
    if (running.current === 0) latest.current = tiles;
  }, [tiles]);
  const change = useCallback<ChangeTiles>(
    (next, done) => {
      if (!saved) return;
      latest.current = next(latest.current);
      setOwn({ tiles: latest.current, over: tiles });
      running.current += 1;
      void acts
        .changeDashboard({ ...dashboard, saved }, { tiles: latest.current }, `${done} on “${dashboard.name}”`)
        .then((isDone) => {
          running.current -= 1;
          if (isDone) return;
          latest.current = tiles;
          setOwn(undefined);
        });
    },
    [acts, dashboard, saved, tiles],
  );
  return [own?.over === tiles ? own.tiles : tiles, change];
}
