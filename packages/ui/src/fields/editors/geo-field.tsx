import { isGeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { createElement, type SyntheticEvent } from 'react';
import { IconButton } from '../../parts/button.tsx';
import type { SpecOf } from '../field-spec.ts';
import { usePlacePicker } from '../place-picking.ts';
import type { EditorProps } from './editor-props.ts';
import { TypedFieldEditor } from './typed-field.tsx';
import { PickerPlace, usePicks } from './refs/use-picks.tsx';

/** Key and focus events of a dialog reach the field around it in React's tree. The field must ignore them. */
const stop = (event: SyntheticEvent) => event.stopPropagation();

/** A place: typed as degrees in any usual way, or picked on a map. */
export function GeoField(props: EditorProps<SpecOf<'geo'>>) {
  const { spec, value = null, onChange, variant = 'form' } = props;
  const picks = usePicks();
  const picker = usePlacePicker();
  if (variant === 'cell' || !picker) return <TypedFieldEditor {...props} />;
  return (
    <>
      <TypedFieldEditor
        {...props}
        {...picks.field}
        rightSection={
          <PickerPlace>
            <IconButton icon="map-pin" label={`Pick ${spec.label} on the map`} onClick={() => picks.setOpen(true)} />
          </PickerPlace>
        }
      />
      {picks.isOpen ? (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- see `stop`
        <div onKeyDown={stop} onBlur={stop} onFocus={stop} onMouseDown={stop} onClick={stop}>
          {createElement(picker, {
            label: spec.label,
            value: isGeoPoint(value) ? value : null,
            onPick: ({ latitude, longitude }) => {
              picks.picked();
              onChange({ latitude, longitude });
              props.onDraft?.(undefined); // the picked place replaces what was typed
              props.onDone?.('enter');
            },
            onClose: () => picks.setOpen(false),
          })}
        </div>
      ) : null}
    </>
  );
}
