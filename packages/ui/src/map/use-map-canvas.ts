import { useComputedColorScheme } from '@mantine/core';
import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { unitOfLocale } from '../fields/distance-text.ts';
import { useFormats } from '../formats/formats-context.tsx';
import { MapCanvas, type MapEvents } from './map-canvas.ts';
import type { TileFile } from './map-model.ts';
import { tileReader } from './tile-reader.ts';

/** A map, or the fact that this device cannot draw one. */
export type Canvas = { readonly kind: 'made'; readonly map: MapCanvas } | { readonly kind: 'no-webgl' };

/** Makes a map in a box once the files are read, and removes it with the component. */
export function useMapCanvas(
  box: RefObject<HTMLDivElement | null>,
  files: readonly TileFile[] | undefined,
  events: MapEvents,
): Canvas | undefined {
  const id = useId();
  const scheme = useComputedColorScheme('light');
  const { locale } = useFormats();
  const [canvas, setCanvas] = useState<Canvas>();
  const now = useRef({ events, scheme });
  useEffect(() => {
    now.current = { events, scheme };
  });
  useEffect(() => {
    if (!files) return undefined;
    let isOver = false;
    let map: MapCanvas | undefined;
    const readers = files.map(tileReader);
    void Promise.all(readers.map((reader) => reader.maxZoom())).then((zooms) => {
      if (isOver || !box.current) return;
      const readable = readers.flatMap((reader, place) => {
        const maxZoom = zooms[place];
        return maxZoom === undefined ? [] : [{ reader, maxZoom }];
      });
      try {
        map = new MapCanvas(box.current, {
          id,
          scheme: now.current.scheme,
          unit: unitOfLocale(locale) === 'mi' ? 'imperial' : 'metric',
          readers: readable,
          isStill: matchMedia('(prefers-reduced-motion: reduce)').matches,
          events: {
            onPick: (picked) => now.current.events.onPick(picked),
            onSpot: (spot) => now.current.events.onSpot(spot),
            onArea: (area) => now.current.events.onArea(area),
            onSelectedAt: (at) => now.current.events.onSelectedAt(at),
            onMoved: (isAtRest) => now.current.events.onMoved?.(isAtRest),
          },
        });
        setCanvas({ kind: 'made', map });
      } catch {
        setCanvas({ kind: 'no-webgl' }); // the list beside it shows the same records
      }
    });
    return () => {
      isOver = true;
      map?.remove();
      setCanvas(undefined);
    };
  }, [box, files, id, locale]);
  useEffect(() => {
    if (canvas?.kind === 'made') canvas.map.setScheme(scheme);
  }, [canvas, scheme]);
  return canvas;
}
