import { relatedListsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { areaEntitiesOf } from '../places/areas.ts';
import { newRecordWishOf, recordActsOf, whyNotWritten } from '../records/creating/record-acts.ts';
import { mayCreate } from '../records/may.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useOpenDialog } from '../slots/pack-dialogs.tsx';
import { usePackDialogs } from '../slots/use-slots.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { kindParams } from '../window/kind-params.ts';
import type { Hit } from './order-of-hits.ts';

/** Chosen: the acts must not push the other sections of the palette out of sight. */
const [mostActs, mostLists] = [4, 3];

/**
 * Returns a function that returns the acts on a hit: its quick acts such as logging a call, the dialogs that packs
 * offer for its kind, and the lists of records that refer to it.
 */
export function useHitItems(): (hit: Hit) => readonly PaletteItem[] {
  const { bridge, now } = useAppPorts();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const navigate = useNavigate();
  const newRecord = useNewRecord();
  const openDialog = useOpenDialog();
  const dialogs = usePackDialogs();
  const { show } = useSnackbar();
  return useCallback(
    (hit) => {
      const entity = catalogue.entities.get(hit.entity);
      if (entity === undefined) return [];
      const acts = recordActsOf(catalogue, entity)
        .filter(({ makes }) => mayCreate(principal, makes))
        .slice(0, mostActs)
        .map((act): PaletteItem => ({
          id: `act ${act.makes.name} ${act.id}`,
          icon: act.icon,
          title: act.label,
          detail: hit.title,
          run: () =>
            void bridge.call('records.get', { id: hit.id }).then((answer) => {
              if (!answer.ok) return;
              const { record } = answer.value;
              const why = whyNotWritten(act, entity, record);
              if (why === undefined) newRecord(newRecordWishOf(act, { entity, record, nowMs: now() }));
              else show({ text: why, tone: 'bad' });
            }),
        }));
      const offered = dialogs
        .filter(({ on, makes }) => {
          const made = makes === undefined ? undefined : catalogue.entities.get(makes);
          return on === entity.name && (makes === undefined || (made !== undefined && mayCreate(principal, made)));
        })
        .map(({ name, label, icon }): PaletteItem => ({
          id: `dialog ${name} ${hit.id}`,
          icon,
          title: label,
          detail: hit.title,
          run: () => openDialog(name, hit.id),
        }));
      const inRail = new Set(areaEntitiesOf(catalogue));
      const lists = relatedListsOf(catalogue, entity.name)
        .filter((related) => inRail.has(related.entity.name))
        .slice(0, mostLists)
        .flatMap(({ entity: listed, list: { by, title } }): readonly PaletteItem[] => {
          const field = listed.fields[by];
          if (field?.type !== 'ref') return [];
          const where = { field: by, op: 'is' as const, value: refValue(field, entity.name, hit.id) };
          return [
            {
              id: `related ${listed.name} ${by}`,
              icon: listed.icon,
              title: `${title ?? listed.label.many} of ${hit.title}`,
              run: () =>
                void navigate({
                  to: '/list/$pack/$name',
                  params: kindParams(listed.name),
                  search: { kind: 'grid', where },
                }),
            },
          ];
        });
      return [...lists, ...acts, ...offered];
    },
    [bridge, now, catalogue, principal, navigate, newRecord, openDialog, dialogs, show],
  );
}
