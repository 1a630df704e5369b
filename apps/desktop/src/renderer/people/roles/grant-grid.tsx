import { Menu } from '@mantine/core';
import type { Action } from '@outpost/domain/kernel/catalogue/role';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  actionLabel,
  canSpellOut,
  cellOf,
  reachChoicesOf,
  grantColumnsOf,
  type GrantLine,
  linesOf,
  type GrantReach,
  reachWords,
  resourceWords,
  whyFixed,
} from './grant-table.ts';
import classes from './grants.module.css';

type Place = { readonly row: number; readonly column: number };
type Props = {
  readonly label: string;
  readonly catalogue: Catalogue;
  /** The grants as they would be, and as they are stored. */
  readonly grants: readonly string[];
  readonly stored: readonly string[];
  readonly isPortal: boolean;
  /** Undefined: the table is read-only. */
  readonly onReach:
    ((cell: { readonly line: GrantLine; readonly action: Action; readonly reach: GrantReach }) => void) | undefined;
  readonly onSpellOut: (line: GrantLine) => void;
  /** Returns why the author may not give a reach here (A-1). */
  readonly refusalOf: (cell: {
    readonly line: GrantLine;
    readonly action: Action;
    readonly reach: GrantReach;
  }) => string | undefined;
};

/** By default Mantine's menus also close on a key pressed outside: the key that opens this menu would close it. */
const menuCloses = ['mousedown', 'touchstart'];

/**
 * The rights of a role, by kind of record and action. Arrow keys move through the cells; Enter, Space or a press opens the choices of
 * a cell. A changed cell is tinted, and named as changed.
 */
export function GrantGrid({ label, catalogue, grants, stored, isPortal, onReach, onSpellOut, refusalOf }: Props) {
  const columns = grantColumnsOf(catalogue);
  const lines = linesOf(catalogue, [...grants, ...stored]);
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const [open, setOpen] = useState<Place>();
  const table = useRef<HTMLTableElement>(null);
  const wasOpen = useRef<Place>(undefined);
  // The cell is drawn again when its menu closes, so the menu cannot return the focus itself.
  useEffect(() => {
    const { current: place } = wasOpen;
    wasOpen.current = open;
    if (open === undefined && place !== undefined)
      table.current?.querySelector<HTMLElement>(`[data-cell="${place.row} ${place.column}"]`)?.focus();
  }, [open]);
  const go = (to: Place) => {
    const next = {
      row: Math.min(Math.max(to.row, 0), lines.length - 1),
      column: Math.min(Math.max(to.column, 0), columns.length - 1),
    };
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent, place: Place) => {
    const { row, column } = place;
    const steps: Readonly<Record<string, Place | undefined>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      Home: { row: event.ctrlKey ? 0 : row, column: 0 },
      End: { row: event.ctrlKey ? lines.length - 1 : row, column: columns.length - 1 },
      PageUp: { row: row - 10, column },
      PageDown: { row: row + 10, column },
    };
    const to = steps[event.key];
    if (to === undefined || open !== undefined) return;
    event.preventDefault();
    event.stopPropagation();
    go(to);
  };
  return (
    <div className={classes.scroll}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- the grid pattern of WAI-ARIA, on a real table */}
      <table ref={table} role="grid" aria-label={label} aria-readonly={onReach === undefined} className={classes.grid}>
        <thead>
          <tr>
            <th scope="col">
              <span className="outpost-visually-hidden">Kind of record</span>
            </th>
            {columns.map((action) => (
              <th key={action} scope="col">
                {actionLabel(action)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, row) => (
            <tr key={line.resource} data-wide={line.entity === undefined || undefined}>
              <th scope="row">
                <LineHead line={line} catalogue={catalogue} />
                {onReach && canSpellOut(grants, line) ? (
                  <Button size="sm" variant="quiet" className={classes.spell} onClick={() => onSpellOut(line)}>
                    Write out <span className="outpost-visually-hidden">{resourceWords(line.resource, catalogue)}</span>
                  </Button>
                ) : null}
              </th>
              {columns.map((action, column) => (
                <GrantCell
                  key={action}
                  place={{ row, column }}
                  isFocusable={at.row === row && at.column === column}
                  isOpen={open?.row === row && open.column === column}
                  line={line}
                  action={action}
                  grants={grants}
                  stored={stored}
                  lineWords={resourceWords(line.resource, catalogue)}
                  fixed={fixedCell(catalogue, { line, action, isPortal })}
                  onKey={onKey}
                  onFocus={setAt}
                  onOpen={onReach && setOpen}
                  refusalOf={refusalOf}
                  onReach={(reach) => {
                    setOpen(undefined);
                    onReach?.({ line, action, reach });
                  }}
                  onClose={() => setOpen(undefined)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Fixed = { readonly why: string; readonly reach: GrantReach | undefined };

/** Returns the reach and the reason that a cell without choices shows. */
function fixedCell(
  catalogue: Catalogue,
  { line, action, isPortal }: { readonly line: GrantLine; readonly action: Action; readonly isPortal: boolean },
): Fixed | undefined {
  const why = whyFixed(catalogue, line, action);
  if (why === undefined) return undefined;
  if (action !== 'read') return { why, reach: undefined };
  return isPortal ? { why: 'People outside the organisation don’t see them.', reach: 'none' } : { why, reach: 'org' };
}

function LineHead({ line, catalogue }: { readonly line: GrantLine; readonly catalogue: Catalogue }) {
  const wildcard: Readonly<Record<string, string>> = {
    '*': 'All kinds below and later ones, except those that need a grant of their own.',
    '**': 'All kinds below and later ones, without exception.',
  };
  return (
    <span className={classes.head}>
      <Icon name={line.entity?.icon ?? 'stack'} />
      <span>
        {resourceWords(line.resource, catalogue)}
        {line.entity ? null : (
          <span className={classes.means}>
            {wildcard[line.resource] ?? 'All kinds of this group below, and later ones.'}
          </span>
        )}
      </span>
    </span>
  );
}

/** Four bars: how far a right reaches. The word next to them says the same. */
function Bars({ reach }: { readonly reach: GrantReach }) {
  return (
    <span className={classes.bars} data-bars={reachWords[reach].bars} aria-hidden>
      <span />
      <span />
      <span />
      <span />
    </span>
  );
}

type CellProps = {
  readonly place: Place;
  readonly isFocusable: boolean;
  readonly isOpen: boolean;
  readonly line: GrantLine;
  readonly action: Action;
  readonly grants: readonly string[];
  readonly stored: readonly string[];
  readonly lineWords: string;
  readonly fixed: Fixed | undefined;
  readonly onKey: (event: KeyboardEvent, place: Place) => void;
  readonly onFocus: (place: Place) => void;
  readonly onOpen: ((place: Place) => void) | undefined;
  readonly onReach: (reach: GrantReach) => void;
  readonly onClose: () => void;
  readonly refusalOf: Props['refusalOf'];
};

function GrantCell(props: CellProps) {
  const { place, isFocusable, isOpen, line, action, grants, stored, lineWords, fixed, onKey, onFocus, onOpen } = props;
  const common = {
    'data-cell': `${place.row} ${place.column}`,
    tabIndex: isFocusable ? 0 : -1,
    onFocus: () => onFocus(place),
    onKeyDown: (event: KeyboardEvent) => onKey(event, place),
  };
  if (fixed)
    return (
      <td className={classes.fixed} title={fixed.why}>
        <span {...common} role="note" aria-label={`${lineWords}, ${actionLabel(action)}: ${fixed.reach === undefined ? '' : `${reachWords[fixed.reach].word}. `}${fixed.why}`}>
          {fixed.reach === undefined ? (
            '–'
          ) : (
            <>
              <Bars reach={fixed.reach} />
              {reachWords[fixed.reach].word}
            </>
          )}
        </span>
      </td>
    ); // prettier-ignore
  const { reach, floor } = cellOf(grants, line, action);
  const before = cellOf(stored, line, action).reach;
  const isChanged = before !== reach;
  const isInherited = reach !== 'none' && reach === floor;
  const { word, means } = reachWords[reach];
  const spoken = `${lineWords}, ${actionLabel(action)}: ${word}${isChanged ? `, was ${reachWords[before].word}` : ''}`;
  const button = (
    <button
      type="button"
      {...common}
      className={classes.cell}
      data-none={reach === 'none' || undefined}
      data-inherited={isInherited || undefined}
      aria-label={spoken}
      aria-haspopup={onOpen ? 'menu' : undefined}
      aria-disabled={onOpen === undefined || undefined}
      title={isInherited && line.entity ? `${means}, by a line above` : means}
      onClick={onOpen && (() => onOpen(place))}
    >
      <Bars reach={reach} />
      {word}
    </button>
  );
  return (
    <td data-changed={isChanged || undefined}>
      {isOpen ? <ReachMenu {...props} now={reach} target={button} /> : button}
    </td>
  );
}

/** The choices of one cell. A reach that other grants exceed, or that the author may not give, is shown with the reason. */
function ReachMenu({
  line,
  action,
  grants,
  lineWords,
  now,
  target,
  refusalOf,
  onReach,
  onClose,
}: CellProps & { readonly now: GrantReach; readonly target: React.ReactNode }) {
  return (
    <Menu
      opened
      onChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      position="bottom-start"
      width={280}
      trapFocus
      withInitialFocusPlaceholder={false}
      clickOutsideEvents={menuCloses}
    >
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown data-takes-keys>
        <Menu.Label>
          {lineWords}: {actionLabel(action).toLowerCase()}
        </Menu.Label>
        {reachChoicesOf(grants, line, action).map(({ reach, why }) => {
          const refusal = why ?? (reach === now ? undefined : refusalOf({ line, action, reach }));
          return (
            <Menu.Item
              key={reach}
              aria-current={reach === now || undefined}
              data-autofocus={reach === now || undefined}
              disabled={refusal !== undefined}
              leftSection={<Bars reach={reach} />}
              rightSection={reach === now ? <Icon name="check" size={14} /> : null}
              onClick={() => onReach(reach)}
            >
              {reachWords[reach].word}
              <span className={classes.means}>{refusal ?? reachWords[reach].means}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
