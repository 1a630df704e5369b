import {
  CommandPalette,
  type PaletteAnswer,
  type PaletteItem,
  type PaletteSearch,
} from '@outpost/ui/frame/command-palette';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { mayCalculate } from '@outpost/domain/kernel/query/calculate';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { areaEntitiesOf, areasOf, ownAreas } from '../places/areas.ts';
import { usePackAreas } from '../slots/use-slots.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useMayAdminister } from '../people/use-people.ts';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { mayCreate } from '../records/may.ts';
import { packSettings } from '../records/pack-settings.ts';
import { useNewRecord } from '../records/new-record.tsx';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useRecentlyOpened } from '../places/recently-opened.ts';
import { useOpenReports } from '../reports/use-open-reports.ts';
import { mostSearchChars } from '../window/list-address.ts';
import { kindParams } from '../window/kind-params.ts';
import { useReadPageCommands } from '../window/page-commands.tsx';
import { type Hit, orderOfHits } from './order-of-hits.ts';
import { useDialogItems } from './use-dialog-items.ts';
import { useHitItems } from './use-hit-items.ts';
import { useOpenRecordMoves } from './use-open-record-moves.tsx';
import { useReportItems } from './use-report-items.ts';
import { useWindowItems } from './use-window-items.ts';
import { useViewItems } from './use-view-items.ts';
import { fitting } from './fitting.ts';

const recordsShown = 12;
/** Chosen: so many that the acts on the best match are in sight without scrolling. */
const firstRecords = 4;
const viewsShown = 4;

/** Searches all records on this device, all views and all commands in one place. */
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
  const { newReport } = useOpenReports();
  const open = useOpenRecord();
  const navigate = useNavigate();
  const catalogue = useCatalogue();
  const packAreas = usePackAreas();
  const { entities: known } = usePastCatalogue();
  const opened = useRecentlyOpened();
  const may = useMayAdminister();
  const moves = useOpenRecordMoves({ isOff: !isOpen });
  const dialogs = useDialogItems(moves.record);
  const windowItems = useWindowItems();
  const pageCommands = useReadPageCommands();
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
        { id: '/search', label: 'Search page', icon: 'search' },
        { id: '/notifications', label: 'Notifications', icon: 'bell' },
        { id: '/sync', label: 'Sync', icon: 'cloud' },
        { id: '/bin', label: 'Bin', icon: 'trash' },
        ...(may.person ? [{ id: '/settings/people', label: 'People and their sign-in', icon: 'users' }] : []),
        ...(may.role ? [{ id: '/settings/roles', label: 'Roles', icon: 'shield' }] : []),
        ...(may.person ? [{ id: '/settings/directory', label: 'Directory (SCIM)', icon: 'users' }] : []),
        ...(may.person ? [{ id: '/settings/keys', label: 'Keys of the API', icon: 'key' }] : []),
        ...(may.role
          ? [
              { id: '/settings/journal', label: 'Journal', icon: 'history' },
              { id: '/settings/audit-reports', label: 'Audit reports', icon: 'file-text' },
              { id: '/settings/person-data', label: 'The data of one person', icon: 'user' },
            ]
          : []),
        ...(may.team ? [{ id: '/settings/teams', label: 'Teams and their members', icon: 'team' }] : []),
        { id: '/settings/devices', label: 'Devices', icon: 'laptop' },
        { id: '/settings/organisation', label: 'Organisation', icon: 'building' },
        { id: '/settings/kinds', label: 'Kinds of record', icon: 'folder' },
        { id: '/settings/fields', label: 'Fields', icon: 'forms' },
        { id: '/settings/stages', label: 'Stages', icon: 'columns' },
        { id: '/settings/pages', label: 'Pages of records', icon: 'dashboard' },
        { id: '/settings/packs', label: 'Packs', icon: 'package' },
        ...(packSettings(catalogue).length > 0
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
      ...[...catalogue.entities.values()]
        .filter(({ duplicates, isRetired }) => duplicates !== undefined && isRetired !== true)
        .map((entity) => ({
          id: `duplicates ${entity.name}`,
          icon: 'merge',
          title: `Find duplicates: ${entity.label.many}`,
          run: () => onGo(`/duplicates/${entity.name}`),
        })),
      ...(may.person
        ? [
            {
              id: 'invite people',
              icon: 'mail',
              title: 'Invite people',
              run: () => void navigate({ to: '/settings/people', search: { invite: true } }),
            },
            {
              id: 'add person',
              icon: 'user-plus',
              title: 'Add a person',
              run: () => void navigate({ to: '/settings/people', search: { add: true } }),
            },
          ]
        : []),
      { id: 'new report', icon: 'chart', title: 'New report', run: () => newReport(here?.name) },
      { id: 'keys', icon: 'keyboard', title: 'Help: keyboard shortcuts', keys: '?', run: () => onGo('shortcuts') },
      ...windowItems,
      { id: 'undo', icon: 'undo', title: 'Undo', keys: 'mod+z', run: () => void acts.undoLast() },
      { id: 'sync', icon: 'swap', title: 'Sync now', run: () => void bridge.call('sync.now', null) },
      {
        id: 'lock',
        icon: 'lock',
        title: 'Lock',
        keys: 'mod+shift+l',
        run: () => void bridge.call('session.lock', null),
      },
    ],
    [
      moves.items,
      dialogs,
      principal,
      catalogue,
      packAreas,
      here,
      may,
      newRecord,
      newReport,
      onGo,
      navigate,
      acts,
      bridge,
      windowItems,
    ],
  );

  const hitItems = useHitItems();
  const views = useViewItems({ isOff: !isOpen });
  const reports = useReportItems({ isOff: !isOpen });
  const search = useCallback<PaletteSearch>(
    async (text, { commandsOnly, scope, signal }): Promise<PaletteAnswer> => {
      const fits = fitting(text);
      const found = [...pageCommands(), ...commands].filter(({ title }) => fits(title));
      if (commandsOnly) return { records: [], acts: found };
      const ofOpened = (entry: (typeof opened)[number]): PaletteItem => ({
        id: entry.id,
        icon: known.get(entry.entity)?.icon ?? 'dot',
        title: entry.title,
        detail: known.get(entry.entity)?.label.one,
        trailing: formats.relative(entry.at, now()),
        run: () => open(entry.id),
      });
      if (text.trim() === '')
        return {
          records: opened.map(ofOpened),
          recordsTitle: 'Recently opened',
          views: views.pinned,
          viewsTitle: 'Pinned',
          acts: found.slice(0, 8),
        };
      const started = performance.now();
      const answer = await bridge.call('records.search', {
        text: text.slice(0, mostSearchChars),
        limit: recordsShown,
        ...(scope === 'here' && here ? { entities: [here.name] } : {}),
      });
      if (signal.aborted || !answer.ok) return { records: [], acts: found };
      const { exact, near } = orderOfHits(answer.value.hits, {
        opened: opened.map(({ id }) => id),
        userId: principal.userId,
        isChild: (kind) => known.get(kind)?.parent !== undefined,
      });
      const itemOf = (hit: Hit): PaletteItem => ({
        id: hit.id,
        icon: known.get(hit.entity)?.icon ?? 'dot',
        title: hit.title,
        detail: [known.get(hit.entity)?.label.one, hit.subtitle].filter(Boolean).join(', '),
        run: () => open(hit.id),
      });
      const [best, ...others] = exact;
      const shownWords = cutText(text.trim(), 60);
      const only: readonly PaletteItem[] =
        here === undefined
          ? []
          : [
              {
                id: 'only',
                icon: 'filter',
                title: `Show only “${shownWords}” in ${here.label.many}`,
                keys: '/',
                run: () =>
                  void navigate({
                    to: '/list/$pack/$name',
                    params: kindParams(here.name),
                    search: { search: text.trim().slice(0, mostSearchChars) },
                  }),
              },
            ];
      const everywhere: PaletteItem = {
        id: 'everywhere',
        icon: 'search',
        title: `All records with “${shownWords}”`,
        run: () => void navigate({ to: '/search', search: { text: text.trim().slice(0, mostSearchChars) } }),
      };
      const fittingViews = [...reports, ...views.all].filter(({ title, detail }) => fits(`${title} ${detail ?? ''}`));
      return {
        ...(best ? { best: itemOf(best) } : {}),
        records: others.slice(0, firstRecords).map(itemOf),
        moreRecords: others.slice(firstRecords).map(itemOf),
        similar: near.map(itemOf),
        views: fittingViews.slice(0, viewsShown),
        // A text that is no record's is a command's, if it names one.
        acts: best
          ? [...only, ...hitItems(best), ...found.slice(0, 5), everywhere]
          : [...found.slice(0, 5), ...only, everywhere],
        note: `${formats.plural(answer.value.hits.length, 'record', 'records')} on this device, ${formats.number(Math.max(1, Math.round(performance.now() - started)))} ms`,
      };
    },
    [
      commands,
      known,
      opened,
      formats,
      now,
      open,
      bridge,
      here,
      navigate,
      principal,
      hitItems,
      views,
      reports,
      pageCommands,
    ],
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
