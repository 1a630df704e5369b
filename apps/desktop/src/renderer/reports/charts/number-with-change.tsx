import { StatTile } from '@outpost/ui/charts/stat-tile';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { Figures } from '../figures.ts';
import { changeInWords, type ShownMeasure } from '../shown-measure.ts';
import type { ChartKind, ChartProps } from './chart-props.ts';

/** Returns a figure in each currency that it has: amounts in several currencies are never added. */
function figureText(
  { rows }: Figures,
  { name, isMoney, format, measure }: ShownMeasure,
  list: (texts: readonly string[]) => string,
): string {
  const values = (isMoney ? rows : rows.slice(0, 1)).flatMap(({ measures: all, currency }) => {
    const value = all[name];
    return value === null || value === undefined ? [] : [format(value, currency)];
  });
  if (values.length > 0) return list(values);
  return measure.fn === 'count' || measure.fn === 'sum' ? format(0, undefined) : '—';
}

function NumberWithChange({ frame, figures, before, measures, targets, onPick }: ChartProps) {
  const formats = useFormats();
  const { list } = formats;
  const [drawn, ...others] = measures;
  if (!drawn) return null;
  const isOneCurrency = figures.currencies.length <= 1 && (before?.figures.currencies.length ?? 0) <= 1;
  const isSame = figures.currency === before?.figures.currency || !drawn.isMoney;
  const change =
    before && isOneCurrency && isSame
      ? changeInWords(
          drawn,
          { now: figures.rows[0]?.measures[drawn.name], before: before.figures.rows[0]?.measures[drawn.name] },
          formats,
        )
      : undefined;
  const value = figures.rows[0]?.measures[drawn.name] ?? 0;
  const whole = isOneCurrency ? targets?.whole : undefined;
  const written = (amount: number) => drawn.formatShort(amount, figures.currency);
  const reached =
    whole === undefined || whole.amount === 0
      ? undefined
      : {
          share: value / whole.amount,
          paceShare: whole.pace === undefined ? undefined : whole.pace / whole.amount,
          text: [
            `${formats.percent(Math.round((value / whole.amount) * 100))} of the target ${written(whole.amount)}`,
            ...(whole.pace === undefined ? [] : [`even pace today ${written(whole.pace)}`]),
          ].join('; '),
        };
  const detail = [
    ...(before ? [`${before.span}: ${figureText(before.figures, drawn, list)}`] : []),
    ...(others.length === 0
      ? []
      : [others.map((measure) => `${measure.name} ${figureText(figures, measure, list)}`).join(', ')]),
  ];
  const table = {
    columns: [
      { id: 'measure', header: 'Measure' },
      { id: 'value', header: frame.span ?? 'Value', align: 'end' as const },
      ...(before ? [{ id: 'before', header: before.span, align: 'end' as const }] : []),
    ],
    rows: measures.map((measure) => ({
      id: measure.name,
      cells: [
        measure.name,
        figureText(figures, measure, list),
        ...(before ? [figureText(before.figures, measure, list)] : []),
      ],
    })),
    onRow: () => onPick(),
  };
  return (
    <StatTile
      {...frame}
      value={figureText(figures, drawn, list)}
      change={change}
      reached={reached}
      {...(detail.length === 0 ? {} : { detail: detail.join('\n') })}
      table={table}
      onPick={() => onPick()}
    />
  );
}

/** One number, with the change since the period before. */
export const numberWithChange: ChartKind = {
  id: 'number',
  place: 10,
  label: 'Number',
  icon: 'hash',
  groups: [0, 0],
  draws: 'first',
  writesAllCurrencies: true,
  isSmall: true,
  Chart: NumberWithChange,
};
