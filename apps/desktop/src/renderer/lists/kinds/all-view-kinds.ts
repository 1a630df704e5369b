// All kinds of view: a new one is a file next to this one and a line here. `view-kinds.ts` reads the list as a whole.
export { boardKind } from './board-kind.ts';
export { calendarKind } from './calendar-kind.ts';
export { gridKind } from './grid-kind.ts';
export { listKind } from './list-kind.ts';
export { mapKind } from './map-kind.ts';
