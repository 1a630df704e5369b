import type { ComponentType } from 'react';
import { BoardPage } from './board-page.tsx';
import { GridPage, MillionPage } from './grid-page.tsx';
import { RecordPage } from './record-page.tsx';

/** The gallery's pages by name. */
export const pages: Readonly<Record<string, ComponentType>> = { board: BoardPage, grid: GridPage, million: MillionPage, record: RecordPage };
