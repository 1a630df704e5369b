import { NativeSelect } from '@mantine/core';
import { stageTones } from '@outpost/domain/kernel/definitions/tenant-stages';
import { isInPipeline } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { forecastCategories } from '@outpost/domain/kernel/reports/declared-forecast';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Announcements } from '@outpost/ui/parts/announcements';
import { IconButton } from '@outpost/ui/parts/button';
import { useAnnouncer } from '@outpost/ui/parts/use-announcer';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import type { ReactNode } from 'react';
import type { EditedStage, StageChange } from './stage-requests.ts';
import classes from '../settings.module.css';

const toneNames = { neutral: 'Grey', accent: 'Blue', good: 'Green', warn: 'Amber' } as const;
const toneOptions = stageTones.map((value) => ({ value, label: toneNames[value] }));

/** One stage in the settings: its name, chance, days, colour, forecast category and pipelines. */
export function StageRow({
  stage,
  isOfPack,
  origin,
  likeLabel,
  whyKept,
  hasDays,
  limit,
  hasForecast,
  pipelines,
  mayDefine,
  rules,
  onChange,
  onReset,
}: {
  readonly stage: EditedStage;
  readonly isOfPack: boolean;
  /** The source of its usual values, in words. */
  readonly origin: string;
  readonly likeLabel: string | undefined;
  /** Why it cannot be retired. */
  readonly whyKept: string | undefined;
  readonly hasDays: boolean;
  readonly limit: number | undefined;
  /** Whether the kind of record is forecast by its stages. */
  readonly hasForecast: boolean;
  /** The pipelines that a stage can belong to; fewer than two: nothing is asked. */
  readonly pipelines: readonly ChoiceOption[];
  readonly mayDefine: boolean;
  /** The rules of the stage, below its other values. */
  readonly rules: ReactNode;
  readonly onChange: (what: StageChange) => void;
  readonly onReset: (record: NonNullable<EditedStage['record']>) => void;
}) {
  const { option, label, record } = stage;
  const isRetired = option.isRetired === true;
  const reason = mayDefine ? undefined : 'Only administrators change stages.';
  const editor = (spec: FieldSpec, value: JsonValue, put: (value: JsonValue) => void) => (
    <FieldEditor
      spec={{ ...spec, ...(reason === undefined ? {} : { readOnlyReason: reason }) }}
      value={value}
      variant="inline"
      onChange={put}
    />
  );
  const number = (value: JsonValue): number | null => (typeof value === 'number' ? value : null);
  const days: FieldSpec = {
    id: 'days',
    label: `Days after which records are too long in ${label}`,
    emptyText: 'never',
    kind: 'number',
    decimals: 0,
    min: 1,
    max: 9_999,
  };
  if (!mayDefine)
    return (
      <div className={classes.stage} data-retired={isRetired || undefined}>
        <span className={classes.stageName} dir="auto">
          {label}
        </span>
        <span className={classes.quiet}>{stageFacts(stage, limit, pipelines).join(', ')}</span>
        {rules}
      </div>
    );
  return (
    <div className={classes.stage} data-retired={isRetired || undefined} data-forecast={hasForecast || undefined}>
      <span className={classes.stageName}>
        <span className={classes.stageLabel}>Name</span>
        {editor(
          { id: 'label', label: `Name of ${label}`, kind: 'text', maxChars: 80, isRequired: true },
          label,
          (value) => {
            if (typeof value === 'string' && value.trim() !== '') onChange({ label: value.trim() });
          },
        )}
        <span className={classes.quiet}>
          {isRetired ? 'Retired: records in it keep it. ' : ''}
          {likeLabel === undefined ? '' : `Follows the rules of ${likeLabel}. `}
          {whyKept === undefined ? '' : `${whyKept} `}
          {record && record.waiting > 0 ? <WaitingMark label="Changed here, to send" isIconOnly /> : null}
        </span>
      </span>
      <div className={classes.stageValue}>
        <span className={classes.stageLabel}>Chance</span>
        {editor(
          { id: 'chance', label: `Chance of ${label}`, kind: 'percent', decimals: 0, min: 0, max: 100 },
          option.chancePercent ?? null,
          (value) => onChange({ chance: number(value) }),
        )}
      </div>
      {hasDays ? (
        <div className={classes.stageValue}>
          <span className={classes.stageLabel}>Too long after</span>
          {editor(days, limit ?? null, (value) =>
            // A pack's own limit would come back: an empty number means the pack's.
            onChange({ days: number(value), ...(value === null ? { noLimit: true } : {}) }),
          )}
        </div>
      ) : (
        <span className={classes.stageValue} title="A record that has ended stays where it is.">
          <span className={classes.stageLabel}>Too long after</span>
          <span className={classes.quiet}>not counted</span>
        </span>
      )}
      <div className={classes.stageValue}>
        <span className={classes.stageLabel}>Colour</span>
        <NativeSelect
          aria-label={`Colour of ${label}`}
          size="xs"
          value={option.tone ?? ''}
          data={[{ value: '', label: 'Usual' }, ...toneOptions]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ tone: stageTones.find((tone) => tone === value) ?? null })
          }
        />
      </div>
      {hasForecast && option.outcome === 'open' ? (
        <div className={classes.stageValue}>
          <span className={classes.stageLabel}>Forecast</span>
          <NativeSelect
            aria-label={`Forecast of ${label}`}
            size="xs"
            value={option.forecast ?? 'pipeline'}
            data={[...forecastCategories]}
            onChange={({ currentTarget: { value } }) =>
              onChange({ forecast: forecastCategories.find((one) => one.value === value)?.value ?? null })
            }
          />
        </div>
      ) : null}
      {pipelines.length > 1 && option.outcome === 'open' ? (
        <StagePipelines stage={stage} pipelines={pipelines} onChange={(next) => onChange({ pipelines: [...next] })} />
      ) : null}
      {rules}
      <span className={classes.stageActs}>
        {isOfPack && record ? (
          <IconButton icon="undo" label={`Reset ${label} to ${origin}`} onClick={() => onReset(record)} />
        ) : null}
        {isRetired ? (
          <IconButton icon="eye" label={`Bring ${label} back`} onClick={() => onChange({ retired: false })} />
        ) : (
          <IconButton
            icon="eye-off"
            label={`Retire ${label}`}
            {...(whyKept === undefined ? {} : { disabledReason: `${label} can’t be retired. ${whyKept}` })}
            onClick={() => onChange({ retired: true })}
          />
        )}
      </span>
    </div>
  );
}

/** The pipelines that a stage belongs to, as buttons that are pressed or not. At least one stays pressed. */
function StagePipelines({
  stage: { option, label },
  pipelines,
  onChange,
}: {
  readonly stage: EditedStage;
  readonly pipelines: readonly ChoiceOption[];
  readonly onChange: (pipelines: readonly string[]) => void;
}) {
  const { said, notice, announce, refuse } = useAnnouncer();
  const chosen = pipelines.filter(({ value }) => isInPipeline(option, value));
  const press = ({ value, label: name }: ChoiceOption) => {
    const isIn = chosen.some((one) => one.value === value);
    if (isIn && chosen.length === 1)
      return refuse(`${label} stays in ${name}: a stage belongs to one pipeline at least.`);
    const next = pipelines.filter((one) => (one.value === value ? !isIn : chosen.includes(one)));
    announce(isIn ? `${label} is no longer in ${name}.` : `${label} is in ${name}.`);
    return onChange(next.length === pipelines.length ? [] : next.map((one) => one.value).toSorted());
  };
  return (
    <div className={classes.stageValue} data-pipelines>
      <span className={classes.stageLabel}>Pipelines</span>
      <div className={classes.stagePipelines} role="group" aria-label={`Pipelines of ${label}`}>
        {pipelines.map((pipeline) => (
          <button
            key={pipeline.value}
            type="button"
            className={classes.kind}
            aria-pressed={chosen.includes(pipeline)}
            onClick={() => press(pipeline)}
          >
            {pipeline.label}
          </button>
        ))}
      </div>
      <Announcements said={said} notice={notice} />
    </div>
  );
}

const stageFacts = (
  { option }: EditedStage,
  limit: number | undefined,
  pipelines: readonly ChoiceOption[],
): readonly string[] => [
  ...(option.chancePercent === undefined ? [] : [`${option.chancePercent} %`]),
  ...(limit === undefined ? [] : [`too long after ${limit} ${limit === 1 ? 'day' : 'days'}`]),
  ...(pipelines.length > 1 && option.outcome === 'open' && pipelines.some(({ value }) => !isInPipeline(option, value))
    ? [`in ${pipelines.filter(({ value }) => isInPipeline(option, value)).map(({ label }) => label).join(' and ')}`] // prettier-ignore
    : []),
  ...(option.isRetired === true ? ['retired'] : []),
];
