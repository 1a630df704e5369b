import 'maplibre-gl/dist/maplibre-gl.css'; // before our own styles, which go on from it
import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { useEffect, useRef, useState } from 'react';
import { geoText } from '../fields/field-text.ts';
import { Announcements } from '../parts/announcements.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { useAnnouncer } from '../parts/use-announcer.ts';
import type { TileFile } from './map-model.ts';
import classes from './place-map.module.css';
import { useMapCanvas } from './use-map-canvas.ts';

/** The properties of a map on which a person picks a place. */
export type PickMapProps = {
  /** The field that gets the place: "Location". */
  readonly label: string;
  /** The place at which the map begins; without one it shows the world. */
  readonly value: GeoPoint | null;
  readonly onPick: (place: GeoPoint) => void;
  readonly onCancel: () => void;
  /** See `MapViewProps`. */
  readonly files: readonly TileFile[] | undefined;
  /** The sentence that names the map of this device. */
  readonly mapWords: string;
  readonly attribution: string;
};

const noPlaceYet = 'No place yet: move the map';

/** Close enough to see the streets around a place on a map of an area, or the next towns on that of the world. */
const nearZoom = { streets: 14, towns: 11 } as const;

/** Chosen: a picked place is kept to five decimals, a metre. A press on a map is not more exact. */
const decimals = 1e5;
const pickedPlace = ({ latitude, longitude }: GeoPoint): GeoPoint => ({
  latitude: Math.round(latitude * decimals) / decimals + 0,
  longitude: Math.round(longitude * decimals) / decimals + 0,
});

/**
 * A map with a crosshair in its middle. The place under the crosshair is taken, by the button or by Enter. Arrow keys and dragging
 * move the map, a press brings a spot to the middle.
 */
export function PickMap({ label, value, onPick, onCancel, files, mapWords, attribution }: PickMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const announcer = useAnnouncer();
  /** The person has moved the map: its middle is a place that they chose. The given place keeps its digits until then. */
  const isMoved = useRef(false);
  const [at, setAt] = useState<GeoPoint | undefined>(value ?? undefined);
  const canvas = useMapCanvas(box, files, {
    onPick: () => undefined,
    onSpot: (spot) => map?.centre(spot),
    onArea: () => undefined,
    onSelectedAt: () => undefined,
    onMoved: (isAtRest) => {
      if (!map || !isMoved.current) return;
      const place = pickedPlace(map.middle);
      setAt(place);
      if (isAtRest) announcer.announce(geoText({ ...place }));
    },
  });
  const map = canvas?.kind === 'made' ? canvas.map : undefined;
  const begin = useRef(value);
  const hasStreets = files?.some(({ isArea }) => isArea) ?? false;
  useEffect(() => {
    if (!map) return;
    map.setTool('circle', []); // a press is a spot
    if (begin.current) map.centre(begin.current, hasStreets ? nearZoom.streets : nearZoom.towns);
    map.focus();
  }, [map, hasStreets]);
  useEffect(() => {
    map?.canvas.setAttribute('aria-label', `Map to pick ${label}. Arrows move it, plus and minus zoom, Enter takes its middle.`); // prettier-ignore
  }, [map, label]);
  if (canvas?.kind === 'no-webgl')
    return (
      <div className={classes.missing} role="status">
        <b>This computer can’t draw maps.</b> Type the place into the field, for example 48.2082, 16.3738.
      </div>
    );
  const take = () => (at ? onPick(at) : announcer.refuse(noPlaceYet));
  const move = () => {
    isMoved.current = true;
  };
  return (
    <div className={classes.picker}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the canvas inside */}
      <div
        className={classes.map}
        data-tool="pick"
        onPointerDownCapture={move}
        onWheelCapture={move}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') move();
          if (event.key !== 'Enter' || event.target !== map?.canvas) return;
          event.preventDefault();
          take();
        }}
      >
        <div ref={box} className={classes.canvas} />
        <div className={classes.crosshair} aria-hidden="true" />
        <div className={classes.zoom}>
          <IconButton icon="plus" label="Closer" onClick={() => map?.zoom(1)} />
          <IconButton icon="minus" label="Further" onClick={() => map?.zoom(-1)} />
        </div>
        {attribution === '' ? null : <div className={classes.attribution}>© {attribution}</div>}
      </div>
      <p className={classes.pickWords}>
        Move the map until the place is under the cross, or press the place. {mapWords}
      </p>
      <div className={classes.pickFoot}>
        <output className={classes.pickedAt} aria-live="off">
          {at ? geoText({ ...at }) : noPlaceYet}
        </output>
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button variant="primary" disabledReason={at ? undefined : noPlaceYet} onClick={take}>
          Take this place
        </Button>
      </div>
      <Announcements said={announcer.said} notice={announcer.notice} />
    </div>
  );
}
