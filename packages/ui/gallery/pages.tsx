import type { ComponentType } from 'react';
import { BoardPage } from './board-page.tsx';
import { DashboardGalleryPage } from './dashboard-page.tsx';
import { FieldsGalleryPage } from './fields-page.tsx';
import { GridPage, MillionPage } from './grid-page.tsx';
import { PalettePage } from './palette-page.tsx';
import { RecordGalleryPage } from './record-page.tsx';
import { StatesPage } from './states-page.tsx';

/** The gallery's pages by name. */
export const pages: Readonly<Record<string, ComponentType>> = {
  board: BoardPage,
  grid: GridPage,
  million: MillionPage,
  record: RecordGalleryPage,
  dashboard: DashboardGalleryPage,
  fields: FieldsGalleryPage,
  palette: PalettePage,
  states: StatesPage,
};
