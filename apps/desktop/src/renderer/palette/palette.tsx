import {
  CommandPalette,
  type PaletteAnswer,
  type PaletteItem,
  type PaletteSearch,
} from '@outpost/ui/frame/command-palette';
import { mayCalculate } from '@outpost/domain/kernel/query/calculate';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { areaEntitiesOf, areasOf, ownAreas } from '../places/areas.ts';
import { usePackAreas } from '../slots/use-slots.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { mayCreate } from '../records/may.ts';
import { useNewRecord } from '../records/new-record.tsx';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useRecentlyOpened } from '../places/recently-opened.ts';
import { useDialogItems } from './use-dialog-items.ts';
import { useOpenRecordMoves } from './use-open-record-moves.tsx';

const recordsShown = 12;

/** Searches all records on this device and all commands in one place. */
export function Palette({
  isOpen,
  onClose,
  onGo,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onGo: (id: string) => void;
}) {
  const { bridge, now } = useAppPorts();
  const formats = useFormats();
  const principal = usePrincipal();
  const newRecord = useNewRecord();
  const acts = useActs();
  const open = useOpenRecord();
  const navigate = useNavigate();
  const catalogue = useCatalogue();
  const packAreas = usePackAreas();
  const { entities: known } = usePastCatalogue();
  const opened = useRecentlyOpened();
  const moves = useOpenRecordMoves({ isOff: !isOpen });
  const dialogs = useDialogItems(moves.record);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [, , pack, name] = path.split('/');
  const here =
    path.startsWith('/list/') && pack !== undefined && name !== undefined
      ? catalogue.entities.get(`${pack}/${name}`)
      : undefined;

  const commands = useMemo<readonly PaletteItem[]>(
    () => [
      ...moves.items,
      ...dialogs,
      ...areaEntitiesOf(catalogue)
        .map((each) => entityOf(catalogue, each))
        .filter((entity) => mayCreate(principal, entity))
        .map((entity) => ({
          id: `new ${entity.name}`,
          icon: 'plus',
          title: `New ${oneOf(entity)}`,
          ...(entity === here ? { keys: 'c' } : {}),
          run: () => newRecord({ entity: entity.name }),
        })),
      ...[
        { id: '/', label: 'Home', icon: 'home' },
        ...areasOf(catalogue, packAreas),
        ...ownAreas(catalogue),
        { id: '/sync', label: 'Sync', icon: 'cloud' },
        { id: '/settings/fields', label: 'Fields', icon: 'forms' },
        { id: '/settings/packs', label: 'Packs', icon: 'database' },
        ...(catalogue.settings.size > 0
          ? [{ id: '/settings/of-packs', label: 'Settings of packs', icon: 'settings' }]
          : []),
      ].map((area) => ({
        id: `go ${area.id}`,
        icon: area.icon,
        title: `Go to ${area.label}`,
        run: () => onGo(area.id),
      })),
      ...[...catalogue.calculations.values()]
        .filter((one) => mayCalculate(principal, catalogue, one))
        .map(({ name: called, label, icon }) => ({
          id: `calculate ${called}`,
          icon,
          title: label,
          run: () => onGo(`/calculate/${called}`),
        })),
      { id: 'undo', icon: 'undo', title: 'Undo', keys: 'mod+z', run: () => void acts.undoLast() },
      { id: 'sync', icon: 'swap', title: 'Sync now', run: () => void bridge.call('sync.now', null) },
      { id: 'lock', icon: 'lock', title: 'Lock', run: () => void bridge.call('session.lock', null) },
    ],
    [moves.items, dialogs, principal, catalogue, packAreas, here, newRecord, onGo, acts, bridge],
  );

  const search = useCallback<PaletteSearch>(
    async (text, { commandsOnly, scope, signal }): Promise<PaletteAnswer> => {
      const words = text.trim().toLocaleLowerCase();
      const fitting = commands.filter(({ title }) =>
        words.split(/\s+/).every((word) => title.toLocaleLowerCase().includes(word)),
      );
      if (commandsOnly) return { records: [], acts: fitting };
      if (words === '') {
        return {
          records: opened.map((entry) => ({
            id: entry.id,
            icon: known.get(entry.entity)?.icon ?? 'dot',
            title: entry.title,
            detail: known.get(entry.entity)?.label.one,
            trailing: formats.relative(entry.at, now()),
            run: () => open(entry.id),
          })),
          acts: fitting.slice(0, 8),
          note: 'Recently opened',
        };
      }
      const started = performance.now();
      const found = await bridge.call('records.search', {
        text: text.slice(0, 200),
        limit: recordsShown,
        ...(scope === 'here' && here ? { entities: [here.name] } : {}),
      });
      if (signal.aborted || !found.ok) return { records: [], acts: fitting };
      const items = found.value.hits.map((hit): PaletteItem => ({
        id: hit.id,
        icon: known.get(hit.entity)?.icon ?? 'dot',
        title: hit.title,
        detail: [known.get(hit.entity)?.label.one, hit.subtitle].filter(Boolean).join(', '),
        run: () => open(hit.id),
      }));
      const [best, ...records] = items;
      const only: readonly PaletteItem[] =
        here === undefined
          ? []
          : [
              {
                id: 'only',
                icon: 'filter',
                title: `Show only “${text.trim()}” in ${here.label.many}`,
                keys: '/',
                run: () =>
                  void navigate({
                    to: '/list/$pack/$name',
                    params: { pack: here.name.split('/')[0] ?? '', name: here.name.split('/')[1] ?? '' },
                    search: { search: text.trim().slice(0, 200) },
                  }),
              },
            ];
      return {
        ...(best ? { best } : {}),
        records,
        acts: [...only, ...fitting.slice(0, 5)],
        note: `${formats.plural(items.length, 'record', 'records')} on this device, ${formats.number(Math.max(1, Math.round(performance.now() - started)))} ms`,
      };
    },
    [commands, known, opened, formats, now, open, bridge, here, navigate],
  );
  return (
    <>
      <CommandPalette
        isOpen={isOpen}
        onClose={onClose}
        search={search}
        scopes={[{ id: 'everywhere', label: 'Everywhere' }, ...(here ? [{ id: 'here', label: here.label.many }] : [])]}
      />
      {moves.dialog}
    </>
  );
}
