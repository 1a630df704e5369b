import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import { Icon } from '../parts/icons.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import { StagePath, type StagePathProps } from './stage-path.tsx';
import { Tag } from '../parts/tag.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { useWayKeys } from './use-way-keys.ts';
import classes from './record-panel.module.css';

/** A record beside its list, or alone. Field rows are on the left, the timeline on the right. */
export type RecordPanelProps = {
  readonly title: string;
  /** The name of its list, "Deals": the page's heading where no list shows one. */
  readonly page: string;
  readonly icon?: string | undefined;
  /** One line with person, amount and date. The parts bring their own links. */
  readonly subline?: ReactNode;
  /** A row of figures below the subline. */
  readonly figures?: ReactNode;
  /** "7 of 30 in Open, by stage". `index` counts from 0. */
  readonly place?: { readonly index: number; readonly count: number; readonly view: string } | undefined;
  readonly onStep?: ((by: 1 | -1) => void) | undefined;
  readonly onClose: () => void;
  readonly isFull?: boolean | undefined;
  readonly onFull?: (() => void) | undefined;
  readonly isPinned?: boolean | undefined;
  readonly onPin?: (() => void) | undefined;
  readonly menu?:
    | readonly {
        readonly id: string;
        readonly label: string;
        readonly icon?: string | undefined;
        readonly tone?: 'bad' | undefined;
      }[]
    | undefined;
  readonly onMenu?: ((id: string) => void) | undefined;
  /** The pipeline to which the stages belong, where there are several. `onChange` asks for another one. */
  readonly pipeline?: { readonly name: string; readonly onChange?: (() => void) | undefined } | undefined;
  readonly stages?: StagePathProps['stages'] | undefined;
  readonly stage?: string | undefined;
  readonly onStage?: ((id: string) => void) | undefined;
  /**
   * The time that the record has been in its stage: "12 days in Proposal", the first day of that time, and the problem
   * with it.
   */
  readonly stageTime?:
    { readonly text: string; readonly since: string; readonly tooLong?: string | undefined } | undefined;
  readonly acts?:
    | readonly {
        readonly id: string;
        readonly label: string;
        readonly icon: string;
        readonly keys?: string | undefined;
        readonly onPress: () => void;
        readonly disabledReason?: string | undefined;
      }[]
    | undefined;
  /** A notice above everything: the record was deleted, merged into another, or is no longer shared. */
  readonly notice?: ReactNode;
  readonly details: ReactNode;
  readonly timeline: ReactNode;
};

/**
 * The panel, 704 px wide beside a list, or the whole page. Esc goes back, J and K go through the list in order, 1…9 move the
 * record to a stage.
 */
export function RecordPanel(props: RecordPanelProps) {
  const { place, onStep, onStage, stages, acts = [] } = props;
  const { count } = useFormats();
  const isNarrow = useNarrow();
  useWayKeys(props);
  useShortcuts([
    ...(onStage && stages
      ? stages.slice(0, 9).map((stage, index) => ({
          keys: String(index + 1),
          label: `Move to ${stage.name}`,
          section: 'Stages',
          run: () => onStage(stage.id),
        }))
      : []),
    ...acts.flatMap((act) =>
      act.keys === undefined || act.disabledReason !== undefined
        ? []
        : [{ keys: act.keys, label: act.label, section: 'Record', run: act.onPress }],
    ),
  ]);
  return (
    <aside className={classes.panel} aria-label={props.title} data-full={props.isFull || undefined}>
      {isNarrow || (props.isFull && !props.onFull) ? <h1 className="outpost-visually-hidden">{props.page}</h1> : null}
      <div className={classes.top}>
        {onStep ? (
          <>
            <IconButton
              icon="chevron-up"
              label="Previous record"
              keys="k"
              disabled={place?.index === 0}
              onClick={() => onStep(-1)}
            />
            <IconButton
              icon="chevron-down"
              label="Next record"
              keys="j"
              disabled={place !== undefined && place.index >= place.count - 1}
              onClick={() => onStep(1)}
            />
          </>
        ) : null}
        {place ? (
          <span className={classes.where}>
            {count(place.index + 1)} of {count(place.count)} <span>in {place.view}</span>
          </span>
        ) : null}
        <span className={classes.spread} />
        {props.onPin ? (
          <IconButton
            icon={props.isPinned ? 'pinned' : 'pin'}
            label={props.isPinned ? 'Unpin' : 'Pin'}
            isOn={props.isPinned}
            onClick={props.onPin}
          />
        ) : null}
        {props.onFull ? (
          <IconButton
            icon="expand"
            label={props.isFull ? 'Open beside the list' : 'Open full'}
            keys="enter"
            isOn={props.isFull}
            onClick={props.onFull}
          />
        ) : null}
        {props.menu?.length ? (
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <IconButton icon="dots" label="More" />
            </Menu.Target>
            <Menu.Dropdown>
              {props.menu.map((entry) => (
                <Menu.Item
                  key={entry.id}
                  onClick={() => props.onMenu?.(entry.id)}
                  {...(entry.tone === 'bad' ? { color: 'red' } : {})}
                  leftSection={entry.icon === undefined ? null : <Icon name={entry.icon} />}
                >
                  {entry.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null}
        <IconButton icon="close" label="Close" keys="escape" onClick={props.onClose} />
      </div>
      {props.notice}
      <header className={classes.head}>
        <h2 dir="auto">{props.title}</h2>
        {props.subline === undefined ? null : (
          <div className={classes.subline}>
            {props.icon === undefined ? null : <Icon name={props.icon} size={14} />}
            {props.subline}
          </div>
        )}
        {props.figures}
        {props.pipeline ? <PipelineLine {...props.pipeline} /> : null}
        {stages ? <StagePath stages={stages} stage={props.stage} onStage={onStage} /> : null}
        {props.stageTime === undefined ? null : (
          <p className={classes.time}>
            <span title={props.stageTime.since}>
              {props.stageTime.text}
              <span className="outpost-visually-hidden">, {props.stageTime.since}</span>
            </span>
            {props.stageTime.tooLong === undefined ? null : (
              <Tag tone="warn" icon="clock">
                {props.stageTime.tooLong}
              </Tag>
            )}
          </p>
        )}
        {acts.length === 0 ? null : (
          <div className={classes.acts} role="group" aria-label="Quick acts">
            {acts.map((act) => (
              <Button
                key={act.id}
                icon={act.icon}
                keys={isNarrow ? undefined : act.keys}
                onClick={act.onPress}
                disabledReason={act.disabledReason}
              >
                {act.label}
              </Button>
            ))}
          </div>
        )}
      </header>
      <div className={classes.body}>
        <div className={classes.left}>{props.details}</div>
        <div className={classes.right}>{props.timeline}</div>
      </div>
    </aside>
  );
}

/** The name of the pipeline above the path of its stages, as a button where it can be changed. */
function PipelineLine({ name, onChange }: NonNullable<RecordPanelProps['pipeline']>) {
  return (
    <p className={classes.pipeline}>
      <span className={classes.faint}>Pipeline</span>
      {onChange ? (
        <button
          type="button"
          className={classes.pipelineName}
          title="Change the pipeline"
          aria-label={`Pipeline ${name}. Change it`}
          aria-haspopup="dialog"
          onClick={onChange}
        >
          {name}
          <span data-screen-only>
            <Icon name="chevron-down" size={14} />
          </span>
        </button>
      ) : (
        <span dir="auto">{name}</span>
      )}
    </p>
  );
}

/** The middle dot between the parts of a subline. */
export const Dot = () => (
  <span className={classes.dot} aria-hidden>
    ·
  </span>
);
