import { NativeSelect, NumberInput } from '@mantine/core';
import { isGeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { areaSchema } from '@outpost/domain/kernel/geo/place-test';
import { furthestMetres } from '@outpost/domain/kernel/geo/place-vector';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useState } from 'react';
import { type DistanceUnit, inMetres, inUnit, unitOfLocale } from '../fields/distance-text.ts';
import { FieldEditor } from '../fields/editors/field-editor.tsx';
import type { FieldSpec } from '../fields/field-spec.ts';
import { asMap } from '../fields/json-shapes.ts';
import { useFormats } from '../formats/formats-context.tsx';
import { operandText } from './filter-words.ts';
import type { FieldCondition } from './filter.ts';
import classes from './filter-builder.module.css';

type Props = {
  readonly spec: FieldSpec;
  readonly condition: FieldCondition;
  readonly onChange: (value: JsonValue) => void;
};

/** The distance of a new condition, in the person's unit. */
const usualDistance = 5;

/** The value of "within 5 km of": a distance, and a place that is typed. A map sets it by a press. */
export function CircleValue({ spec, condition, onChange }: Props) {
  const { locale } = useFormats();
  const [unit, setUnit] = useState<DistanceUnit>(unitOfLocale(locale));
  const { latitude = null, longitude = null, metres } = asMap(condition.value) ?? {};
  const given = { latitude, longitude };
  const place = isGeoPoint(given) ? given : null;
  const shown = typeof metres === 'number' ? inUnit(metres, unit) : usualDistance;
  const put = (nextPlace: JsonValue, distance: number, nextUnit: DistanceUnit) => {
    const most = Math.min(Math.max(1, inMetres(distance, nextUnit)), furthestMetres);
    onChange({ ...asMap(nextPlace), metres: most });
  };
  return (
    <span className={classes.circle}>
      <NumberInput
        aria-label={`${spec.label}, distance`}
        size="xs"
        value={Number(shown.toFixed(3))}
        min={0}
        hideControls
        onChange={(value) => {
          if (typeof value === 'number' && value > 0) put(place, value, unit);
        }}
      />
      <NativeSelect
        aria-label={`${spec.label}, unit`}
        size="xs"
        value={unit}
        onChange={(event) => {
          const next = event.currentTarget.value === 'mi' ? 'mi' : 'km';
          setUnit(next);
          put(place, Number(shown.toFixed(3)), next);
        }}
        data={[
          { value: 'km', label: 'km' },
          { value: 'mi', label: 'miles' },
        ]}
      />
      <span>of</span>
      <FieldEditor
        spec={{ id: spec.id, label: `${spec.label}, around`, kind: 'geo' }}
        value={place}
        onChange={(value) => put(value, shown, unit)}
        variant="inline"
      />
    </span>
  );
}

/** The value of "lies in": an area is drawn on the map, and described here. */
export function AreaValue({ spec, condition }: Pick<Props, 'spec' | 'condition'>) {
  const formats = useFormats();
  return (
    <span className={classes.said}>
      {areaSchema.safeParse(condition.value).success
        ? `an area: ${operandText(spec, condition, formats)}`
        : 'an area that you draw on the map view of this list'}
    </span>
  );
}
