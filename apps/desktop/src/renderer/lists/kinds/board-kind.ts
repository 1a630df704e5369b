import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { loadable } from '@outpost/ui/loading/loadable';
import { boardFieldOf, boardFieldsOf } from '../../board/board-fields.ts';
import { inOnePipeline } from '../../records/stages/pipeline-filter.ts';
import { BoardNavigation } from './board-navigation.tsx';
import { BoardSummary } from './board-summary.tsx';
import type { ViewKind } from './view-kind.ts';

const isByStages = (entity: Entity, group: string | undefined): boolean =>
  boardFieldOf(entity, group)?.name === entity.stages;

/** Records as cards in the columns of their stages, or of another choice. */
export const boardKind: ViewKind = {
  id: 'board',
  place: 10,
  label: 'Board',
  icon: 'board',
  keys: 'shift+b',
  isFor: (entity) => boardFieldsOf(entity).length > 0,
  isFirstFor: (catalogue, { id }, { name }) => id === 'all' && catalogue.views.get(name)?.board?.isFirst === true,
  uses: { group: false, deleted: false, columns: false },
  columnsBy: {
    fields: (entity) => boardFieldsOf(entity).map(({ name }) => name),
    now: (entity, group) => boardFieldOf(entity, group)?.name,
  },
  title: (catalogue, entity, group) =>
    isByStages(entity, group) ? catalogue.views.get(entity.name)?.board?.title : undefined,
  Screen: loadable(async () => (await import('./board-list.tsx')).BoardList),
  Print: loadable(async () => (await import('./board-print.tsx')).BoardPrint),
  Navigation: BoardNavigation,
  narrow: (entity, where, group) => (isByStages(entity, group) ? inOnePipeline(entity, where) : where),
  Summary: BoardSummary,
};
