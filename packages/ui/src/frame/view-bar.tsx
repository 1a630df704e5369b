import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { Icon } from '../parts/icons.tsx';
import { keyWords } from '../parts/kbd.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import classes from './view-bar.module.css';

/** The bar above the content: title, tabs of views, summary, filters, kind of view, and the primary button. */
export type ViewBarProps = {
  readonly title: ReactNode;
  /** `isChanged`: the person has changed the view for themself only; a dot says so. */
  readonly views?:
    readonly { readonly id: string; readonly name: string; readonly isChanged?: boolean | undefined }[] | undefined;
  readonly view?: string | undefined;
  readonly onView?: ((id: string) => void) | undefined;
  readonly onAddView?: (() => void) | undefined;
  /** The navigation through the content, such as the days of a calendar. Narrow screens have it too. */
  readonly navigation?: ReactNode;
  readonly summary?: ReactNode;
  readonly chips?:
    | readonly {
        readonly id: string;
        readonly field: string;
        readonly value: string;
        readonly caret?: boolean | undefined;
      }[]
    | undefined;
  readonly onChip?: ((id: string, anchor: HTMLElement) => void) | undefined;
  readonly onRemoveChip?: ((id: string) => void) | undefined;
  /** The filter builder's button. On narrow screens it replaces the chips and shows their number. */
  readonly filter?: ReactNode;
  readonly kinds?:
    | readonly {
        readonly id: string;
        readonly label: string;
        readonly icon: string;
        readonly keys?: string | undefined;
      }[]
    | undefined;
  readonly kind?: string | undefined;
  readonly onKind?: ((id: string) => void) | undefined;
  readonly secondary?: ReactNode;
  readonly primary?:
    | {
        readonly label: string;
        readonly icon?: string | undefined;
        readonly keys?: string | undefined;
        readonly onPress: () => void;
      }
    | undefined;
};

const withKeys = ({ label, keys }: { readonly label: string; readonly keys?: string | undefined }): string =>
  keys === undefined ? label : `${label} (${keyWords(keys)})`;

function Tabs({ views, view, onView, onAddView }: Pick<ViewBarProps, 'views' | 'view' | 'onView' | 'onAddView'>) {
  const box = useRef<HTMLDivElement>(null);
  // The active view may be chosen elsewhere (a pin, an address), so its tab is scrolled into view. Scrolling makes the
  // browser lay out the page immediately, so it is done only when the tabs change.
  const tabs = views?.map(({ id, name }) => `${id} ${name}`).join('\n');
  useLayoutEffect(() => {
    const tab = box.current?.querySelector('[aria-pressed="true"]')?.getBoundingClientRect();
    const shown = box.current?.getBoundingClientRect();
    if (!box.current || !tab || !shown || (tab.left >= shown.left && tab.right <= shown.right)) return;
    box.current.scrollLeft += tab.left - shown.left - (shown.width - tab.width) / 2;
  }, [view, tabs]);
  return (
    <div ref={box} className={classes.tabs} role="group" aria-label="Views">
      {views?.map((entry) => (
        <button
          key={entry.id}
          type="button"
          className={classes.tab}
          aria-pressed={entry.id === view}
          onClick={() => onView?.(entry.id)}
        >
          {entry.name}
          {entry.isChanged === true ? (
            <>
              <span className={classes.changed} aria-hidden />
              <span className="outpost-visually-hidden">, changed for you only</span>
            </>
          ) : null}
        </button>
      ))}
      {onAddView ? (
        <button
          type="button"
          className={classes.tab}
          aria-label="Save as a new view"
          title="Save as a new view"
          onClick={onAddView}
        >
          <Icon name="plus" size={14} />
        </button>
      ) : null}
    </div>
  );
}

/** Whether a narrow bar has tabs, days or filters beside its title, so that the primary button has room for its icon only. */
const isCrowded = ({ views, navigation, filter }: ViewBarProps): boolean =>
  views !== undefined || navigation !== undefined || filter !== undefined;

/**
 * Draws the bar, 52 px high. On narrow screens the summary, chips and kinds of view are left out; the filter and the primary
 * button stay, and the tabs have a row of their own below.
 */
export function ViewBar(props: ViewBarProps) {
  const isNarrow = useNarrow();
  const { primary } = props;
  const title = <h1 className={classes.title}>{props.title}</h1>;
  const isTwoRows = isNarrow && props.views !== undefined;
  return (
    <header className={classes.bar} data-narrow={isNarrow || undefined} data-rows={isTwoRows ? 2 : undefined}>
      {title}
      {/* One element in both forms, so that a menu that is open stays open while the window changes its width. */}
      <div className={classes.ways}>
        {props.views === undefined ? null : <Tabs {...props} />}
        {props.navigation}
      </div>
      {props.summary === undefined || isNarrow ? null : <span className={classes.summary}>{props.summary}</span>}
      <span className={classes.gap} />
      {isNarrow || !props.chips?.length ? null : (
        <div className={classes.chips} role="group" aria-label="Filters">
          {props.chips.map((chip) => (
            <Chip
              key={chip.id}
              field={chip.field}
              value={chip.value}
              caret={chip.caret}
              onPress={props.onChip ? (anchor) => props.onChip?.(chip.id, anchor) : undefined}
              onRemove={props.onRemoveChip ? () => props.onRemoveChip?.(chip.id) : undefined}
            />
          ))}
        </div>
      )}
      {props.filter}
      {props.kinds === undefined || isNarrow ? null : (
        <div className={classes.kinds} role="group" aria-label="Kind of view">
          {props.kinds.map((kind) => (
            <button
              key={kind.id}
              type="button"
              className={classes.kind}
              aria-pressed={kind.id === props.kind}
              aria-label={kind.label}
              title={withKeys(kind)}
              onClick={() => props.onKind?.(kind.id)}
            >
              <Icon name={kind.icon} />
            </button>
          ))}
        </div>
      )}
      {props.secondary}
      {primary === undefined ? null : isNarrow && isCrowded(props) ? (
        <button
          type="button"
          className={classes.primary}
          aria-label={primary.label}
          title={withKeys(primary)}
          onClick={primary.onPress}
        >
          <Icon name={primary.icon ?? 'plus'} />
        </button>
      ) : (
        <Button variant="primary" icon={primary.icon ?? 'plus'} keys={primary.keys} onClick={primary.onPress}>
          {primary.label}
        </Button>
      )}
    </header>
  );
}

/** A title with its path: "Settings › Roles". */
export function TitlePath({
  steps,
  onStep,
}: {
  readonly steps: readonly { readonly id: string; readonly name: string }[];
  readonly onStep?: ((id: string) => void) | undefined;
}) {
  return (
    <span className={classes.path}>
      {steps.map((step, index) => (
        <span key={step.id} className={classes.pathStep}>
          {index > 0 ? <Icon name="chevron-right" size={14} /> : null}
          {index < steps.length - 1 && onStep ? (
            <button type="button" className={classes.pathLink} onClick={() => onStep(step.id)}>
              {step.name}
            </button>
          ) : (
            step.name
          )}
        </span>
      ))}
    </span>
  );
}

/** The bar above a record or a wizard: a title and a close button. */
export function CloseBar({
  title,
  children,
  note,
  onClose,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly note?: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <header className={classes.bar}>
      <h1 className={classes.title}>{title}</h1>
      <span className={classes.gap} />
      {children}
      <span className={classes.gap} />
      {note === undefined ? null : <span className={classes.summary}>{note}</span>}
      <IconButton icon="close" label="Close" keys="escape" size={32} onClick={onClose} />
    </header>
  );
}
