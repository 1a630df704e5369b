import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCallback } from 'react';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import { fieldNamed, fieldSpecOf } from '../records/field-spec-of.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { firstName } from '../sync/replaced-marks.ts';
import { shownKinds } from './kinds/shown-kinds.ts';

const noNames = {};

/** A notification in words. */
export type NotificationText = { readonly title: string; readonly detail: string };

/** Returns the function that puts notifications into words. */
export function useTelling(): (one: Notification) => NotificationText {
  const formats = useFormats();
  const { entities } = usePastCatalogue();
  const sources = useSpecSources(noNames);
  return useCallback(
    (one) => {
      const entity = one.record ? entities.get(one.record.entity) : undefined;
      const kind = shownKinds[one.kind];
      const telling = {
        formats,
        entity,
        who: one.by === null || one.by.name === '' ? 'Somebody' : firstName(one.by.name),
        fieldLabel: (field: string) => (entity && fieldNamed(entity, field)?.label) ?? field,
        valueText: (field: string, value: Notification['value']) => {
          const spec = entity && fieldSpecOf(entity, field, sources);
          return spec ? fieldText(spec, value, formats) : typeof value === 'string' ? value : '';
        },
      };
      return { title: kind.title(one, telling), detail: kind.detail?.(one, telling) ?? '' };
    },
    [formats, entities, sources],
  );
}
