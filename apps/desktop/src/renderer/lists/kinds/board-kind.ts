import { lazy } from 'react';
import { stageFieldOf } from '../../records/entity-shape.ts';
import { PipelineSwitcher } from './pipeline-switcher.tsx';
import { inOnePipeline } from '../../records/stages/pipeline-filter.ts';
import { PipelineSummary } from './pipeline-summary.tsx';
import type { ViewKind } from './view-kind.ts';

/** Records as cards in the columns of their stages. */
export const boardKind: ViewKind<'board'> = {
  id: 'board',
  label: 'Board',
  icon: 'board',
  keys: 'shift+b',
  isFor: (entity) => stageFieldOf(entity) !== undefined,
  isFirstFor: (catalogue, { id }, { name }) => id === 'all' && catalogue.views.get(name)?.board?.isFirst === true,
  uses: { group: false, deleted: false },
  title: (catalogue, { name }) => catalogue.views.get(name)?.board?.title,
  Screen: lazy(async () => ({ default: (await import('./board-list.tsx')).BoardList })),
  Navigation: PipelineSwitcher,
  narrow: inOnePipeline,
  Summary: PipelineSummary,
};
