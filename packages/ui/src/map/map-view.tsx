import 'maplibre-gl/dist/maplibre-gl.css'; // before our own styles, which go on from it
import { NativeSelect } from '@mantine/core';
import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { distanceText, inMetres, unitOfLocale } from '../fields/distance-text.ts';
import { useFormats } from '../formats/formats-context.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { type Corners, mayAddCorner, withCorner } from './drawn-corners.ts';
import type { MapCanvas, SpotInBox } from './map-canvas.ts';
import { type MapApi, type MapArea, type MapPoints, type MapTool, noPoints, type TileFile } from './map-model.ts';
import type { MapRound } from './map-round.ts';
import classes from './place-map.module.css';
import { useMapCanvas } from './use-map-canvas.ts';

/** The properties of a map with places. */
export type MapViewProps = {
  readonly label: string;
  /** The places of the list. Undefined while they are read. */
  readonly points: MapPoints | undefined;
  /** Places outside of the area: dots. */
  readonly others: MapPoints;
  /** The round: its stops with their numbers, and the dashed line through them. */
  readonly round: Pick<MapRound, 'isOn' | 'onTool' | 'stops'>;
  readonly selectedId: string | undefined;
  /** A record's place was pressed, or (undefined) a spot without one. */
  readonly onSelect: (id: string | undefined) => void;
  readonly area: MapArea | undefined;
  readonly onArea: (area: MapArea | undefined) => void;
  /** The map's files, the world first; undefined until they are known. The caller keeps the same object while they are the same. */
  readonly files: readonly TileFile[] | undefined;
  /** Drawn next to the selected place: the name of the record. */
  readonly card: ReactNode;
  /** Names the limits of the map, below at its start. */
  readonly note: ReactNode;
  readonly attribution: string;
  /** Announces what a tool waits for. */
  readonly onSay: (words: string) => void;
  readonly apiRef: Ref<MapApi>;
};

/** The distances that a circle offers, in the person's unit. */
const distances = [1, 2, 5, 10, 25, 50, 100];

const toolWords = {
  area: 'Press the map for each corner of the area, then Done. With the keys: arrows move the map, Enter sets a corner in its middle.',
  circle: 'Press the middle of the circle. With the keys: arrows move the map, Enter sets the middle.',
} as const;

/** Half of a card's width and its distance from the edge of the map, in pixels. */
const cardHalf = 132;

/** A map with the places of a list: selection, and areas that narrow the list. */
export function MapView({
  label,
  points,
  others,
  round,
  selectedId,
  onSelect,
  area,
  onArea,
  files,
  card,
  note,
  attribution,
  onSay,
  apiRef,
}: MapViewProps) {
  const formats = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const [tool, setTool] = useState<MapTool>('select');
  const [drawing, setDrawing] = useState<Corners>([]);
  const [cardAt, setCardAt] = useState<SpotInBox>();
  const unit = unitOfLocale(formats.locale);

  const choose = (next: MapTool) => {
    const chosen = next === tool ? 'select' : next;
    setTool(chosen);
    setDrawing([]);
    if (chosen !== 'select') {
      onSay(toolWords[chosen]);
      if (canvas?.kind === 'made') canvas.map.focus();
    }
  };
  const finish = (corners: Corners) => {
    setTool('select');
    setDrawing([]);
    if (corners.length >= 3) onArea({ corners: [...corners] });
  };
  const spot = (at: GeoPoint) => {
    if (tool === 'circle') {
      setTool('select');
      onArea({ ...at, metres: inMetres(5, unit) });
      return;
    }
    const next = withCorner(drawing, at);
    setDrawing(next);
    if (next !== drawing) onSay(`Corner ${next.length} set.`);
    else onSay(mayAddCorner(drawing) ? 'There is a corner here already.' : 'An area cannot have more corners.');
  };
  const canvas = useMapCanvas(box, files, {
    onPick: onSelect,
    onSpot: spot,
    onArea,
    onSelectedAt: (at) =>
      setCardAt((before) => (before?.x === at?.x && before?.y === at?.y && before?.width === at?.width ? before : at)),
  });
  const map = canvas?.kind === 'made' ? canvas.map : undefined;

  useEffect(() => map?.setTool(tool, drawing), [map, tool, drawing]);
  useEffect(() => map?.setArea(area), [map, area]);
  const stops = round.isOn ? round.stops : noPoints;
  const isFitted = useRef<MapCanvas>(undefined);
  useEffect(() => {
    if (!map || !points) return;
    map.setPoints(points, others, stops);
    if (isFitted.current !== map) map.fit(true);
    isFitted.current = map;
  }, [map, points, others, stops]);
  useEffect(() => map?.select(selectedId), [map, selectedId, points, stops]);
  useImperativeHandle(apiRef, () => ({ fit: () => map?.fit(), focus: () => map?.focus() }), [map]);
  useEffect(() => {
    if (!map) return;
    const { canvas: element } = map;
    element.setAttribute('aria-label', label);
  }, [map, label]);
  useShortcuts([
    { keys: 'a', label: 'Draw an area', section: 'Map', run: () => choose('area') },
    { keys: 'r', label: 'Show or hide the round', section: 'Map', run: () => round.onTool(!round.isOn) },
  ]);
  const roundTool = (
    <Button
      size="sm"
      variant="quiet"
      icon="route"
      keys="r"
      isOn={round.isOn}
      className={round.isOn ? classes.on : undefined}
      onClick={() => round.onTool(!round.isOn)}
    >
      Round
    </Button>
  );
  if (canvas?.kind === 'no-webgl')
    return (
      <div className={classes.missing} role="status">
        <b>This computer can’t draw maps.</b> The list shows the same records. Filters by place work: “
        {`within ${distanceText(inMetres(5, unit), formats)}`}” of a place that you type.
        <div className={classes.missingTool}>{roundTool}</div>
      </div>
    );

  const isDrawing = tool === 'area';
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the canvas inside, while a tool is chosen
    <div
      className={classes.map}
      data-tool={tool}
      onKeyDown={(event) => {
        if (tool === 'select' || !map || event.target !== map.canvas) return;
        if (event.key === 'Escape') choose('select');
        else if (event.key === 'Enter') spot(map.middle);
        else if (event.key === 'Backspace') setDrawing(drawing.slice(0, -1));
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div ref={box} className={classes.canvas} />
      {tool === 'select' ? null : <div className={classes.crosshair} aria-hidden="true" />}
      <div className={classes.tools} role="toolbar" aria-label="Areas and round">
        <Button
          size="sm"
          variant="quiet"
          icon="polygon"
          keys="a"
          className={isDrawing ? classes.on : undefined}
          onClick={() => choose('area')}
        >
          Area
        </Button>
        {isDrawing ? (
          <>
            <Button
              size="sm"
              icon="check"
              disabledReason={drawing.length < 3 ? 'An area has at least three corners' : undefined}
              onClick={() => finish(drawing)}
            >
              Done
            </Button>
            <Button size="sm" variant="quiet" onClick={() => choose('select')}>
              Cancel
            </Button>
          </>
        ) : (
          <>
            <Button
              size="sm"
              variant="quiet"
              icon="circle"
              className={tool === 'circle' ? classes.on : undefined}
              onClick={() => choose('circle')}
            >
              Around a point
            </Button>
            <Button size="sm" variant="quiet" icon="here" onClick={() => map && onArea(map.box)}>
              Search here
            </Button>
            {roundTool}
            {area && 'metres' in area ? (
              <NativeSelect
                aria-label="Distance"
                size="xs"
                value={String(area.metres)}
                onChange={(event) => onArea({ ...area, metres: Number(event.currentTarget.value) })}
                data={[...new Set([...distances.map((one) => inMetres(one, unit)), area.metres])]
                  .sort((a, b) => a - b)
                  .map((metres) => ({ value: String(metres), label: distanceText(metres, formats) }))}
              />
            ) : null}
            {area ? (
              <Button size="sm" variant="quiet" icon="close" onClick={() => onArea(undefined)}>
                Clear area
              </Button>
            ) : null}
          </>
        )}
      </div>
      <div className={classes.zoom}>
        <IconButton icon="plus" label="Closer" onClick={() => map?.zoom(1)} />
        <IconButton icon="minus" label="Further" onClick={() => map?.zoom(-1)} />
        <IconButton icon="expand" label="Show all" onClick={() => map?.fit()} />
      </div>
      {card !== null && cardAt ? (
        <div
          className={classes.card}
          data-below={cardAt.y < 220 || undefined}
          style={{ left: Math.max(cardHalf, Math.min(cardAt.width - cardHalf, cardAt.x)), top: cardAt.y }}
        >
          {card}
        </div>
      ) : null}
      {note}
      {attribution === '' ? null : <div className={classes.attribution}>© {attribution}</div>}
    </div>
  );
}
