import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { isId } from '@outpost/domain/kernel/ids';
import type { NavItem } from '@outpost/ui/frame/app-frame';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useCallback, useMemo } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useRecordAnswers } from '../queries/record-queries.ts';
import { builtInViews } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { pinnedLists } from './areas.ts';
import { allPins, fieldsOfPins, keptPins, mostPins, type Pin, pinText, readPin, afterPin } from './pins.ts';
import { useMyNotifications } from './use-my-notifications.ts';

/** A pin as the rail shows it. `id`: its name among the rail's entries. */
export type Pinned = Pin & { readonly id: string; readonly label: string; readonly icon: string };

/** Returns the texts of the lists that packs pin by default. */
export const defaultPins = (catalogue: Catalogue): readonly string[] =>
  pinnedLists(catalogue).map(({ entity, view }) => pinText({ of: 'view', entity, view }));

/** Returns the record that a pin needs: the pinned one, or that of a saved view. */
const recordOf = (pin: Pin): string | undefined =>
  pin.of === 'record' ? pin.record : isId(pin.view) ? pin.view : undefined;

type Answer = CallOutput<'records.get'> | 'gone' | undefined;

/**
 * Returns a pin with its present name. Undefined for a record or view that is deleted, that the person no longer sees, or
 * that has not been read yet.
 */
function shownPin(pin: Pin, answer: Answer, catalogue: Catalogue): Pinned | undefined {
  const entity = catalogue.entities.get(pin.entity);
  if (!entity) return undefined;
  const id = `pinned/${pinText(pin)}`;
  const declared = pin.of === 'record' ? undefined : pinnedLists(catalogue).find(({ entity: on, view }) => on === pin.entity && view === pin.view); // prettier-ignore
  const icon = declared?.icon ?? entity.icon;
  if (recordOf(pin) !== undefined) {
    if (answer === undefined || answer === 'gone' || answer.record.life !== 'alive') return undefined;
    const named = catalogue.entities.get(answer.record.entity);
    return named && { ...pin, id, icon, label: titleOf(named, answer.record) };
  }
  const view = pin.of === 'view' ? builtInViews(catalogue, entity).find((one) => one.id === pin.view) : undefined;
  const label = declared?.label ?? (view?.id === 'all' ? entity.label.many : view?.name);
  return label === undefined ? undefined : { ...pin, id, icon, label };
}

/** The pins of the person, which all of their devices share. */
export type Pins = {
  readonly pinned: readonly Pinned[];
  readonly isPinned: (pin: Pin) => boolean;
  /** Pins a record or a view, or unpins it. `name`: its name in the message. */
  readonly toggle: (pin: Pin, name: string) => void;
};

/** Returns the person's pins: the lists that packs pin by default, then those that the person has pinned. */
export function usePinned(): Pins {
  const catalogue = useCatalogue();
  const { show } = useSnackbar();
  const { records, change } = useMyNotifications();
  const defaults = useMemo(() => defaultPins(catalogue), [catalogue]);
  const texts = useMemo(() => allPins(defaults, keptPins(records ?? [])), [defaults, records]);
  const pins = useMemo(() => texts.flatMap((text) => readPin(text) ?? []), [texts]);
  const ids = useMemo(() => [...new Set(pins.flatMap((pin) => recordOf(pin) ?? []))], [pins]);
  const answers = useRecordAnswers(ids);
  const pinned = useMemo(
    () => pins.flatMap((pin) => shownPin(pin, answers[ids.indexOf(recordOf(pin) ?? '')], catalogue) ?? []),
    [pins, ids, answers, catalogue],
  );
  const isPinned = useCallback((pin: Pin) => texts.includes(pinText(pin)), [texts]);
  const toggle = useCallback(
    (pin: Pin, name: string) => {
      const wanted = !isPinned(pin);
      if (wanted && texts.length >= mostPins)
        return show({ text: `You have ${mostPins} pins. Unpin one of them first.`, tone: 'bad' });
      const done = wanted ? `Pinned ${name}` : `Unpinned ${name}`;
      void change({
        label: done,
        said: done,
        fields: (mine) => fieldsOfPins(afterPin(pinText(pin), { isPinned: wanted, defaults, kept: keptPins(mine) })),
      });
    },
    [change, defaults, isPinned, show, texts],
  );
  return useMemo(() => ({ pinned, isPinned, toggle }), [pinned, isPinned, toggle]);
}

/** Returns the pin that this address shows. */
export const pinnedAt = (pinned: readonly Pinned[], path: string, view: string | undefined): Pinned | undefined =>
  pinned.find((one) =>
    one.of === 'record' ? path === `/record/${one.record}` : path === `/list/${one.entity}` && one.view === view,
  );

/** Returns the rail's entries for the pins. */
export const pinnedItems = (pinned: readonly Pinned[]): readonly NavItem[] =>
  pinned.map(({ id, label, icon }) => ({ id, label, icon }));
