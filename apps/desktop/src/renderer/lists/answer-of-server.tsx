import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { StateBlock } from '@outpost/ui/states/state-block';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallInput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { ask, RefusedError } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { shownValue } from '../records/values/shown-value.ts';
import { sumText } from '../records/values/sums-by-currency.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { ServerRecord } from '../record/at-server/server-record.tsx';
import { useReferredColumns, useReferredPaths } from '../grid/use-referred-columns.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { usePagePrint } from '../window/page-print.tsx';
import classes from '../record/at-server/server-record.module.css';
import type { ShownList } from './shown-list.ts';

/** Chosen: a screen or two. */
const windowRows = 50;
/** The most rows that one question asks for (Q-3). */
const mostRows = 1_000;

/** The list that the server is asked for. */
export type AskedList = {
  readonly entity: Entity;
  readonly shown: Pick<ShownList, 'where' | 'search' | 'sort'>;
  readonly life: 'alive' | 'deleted';
  readonly columns: readonly string[];
};

/** The answer is printed as it is drawn: the records of the device are others. */
const printWindow = (): void => window.print();

/** `lacking`: what this device does not keep, as "deals" or "older deals". */
type Props = AskedList & { readonly lacking: string };

/** A-6: the records of a list as the server has them. The answer is only shown; nothing of it is stored. */
export function AnswerOfServer({ entity, shown, life, columns, lacking }: Props) {
  const bridge = useBridge();
  usePagePrint(printWindow);
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [limit, setLimit] = useState(windowRows);
  const [open, setOpen] = useState<string>();
  const { worth } = entity;
  const asked = {
    entity: entity.name,
    ...(shown.where === undefined ? {} : { where: shown.where }),
    ...(shown.search === undefined ? {} : { search: shown.search }),
    life,
  };
  const sort = [...listOrder(defaultSort(catalogue, entity), shown.sort, undefined)];
  const referred = useReferredPaths(entity, columns);
  const question: CallInput<'server.list'> = { ...asked, sort, limit, referred: [...referred] };
  const sums: CallInput<'server.sums'> = { ...asked, sums: worth === undefined ? [] : [worth] };
  const list = useQuery({
    queryKey: queryKeyOf('server.list', entity.name, question),
    queryFn: () => ask(bridge, 'server.list', question),
    placeholderData: keepPreviousData,
  });
  const total = useQuery({
    queryKey: queryKeyOf('server.sums', entity.name, sums),
    queryFn: () => ask(bridge, 'server.sums', sums),
  });
  const again = (): void => {
    void list.refetch();
    void total.refetch();
  };
  if (list.error && !(list.error instanceof RefusedError)) throw list.error; // drawn by the screen's boundary
  if (list.error)
    return (
      <StateBlock
        icon="lock"
        isAlert
        title={`${lacking.charAt(0).toUpperCase()}${lacking.slice(1)} are not kept on this device`}
        actions={<Button onClick={again}>Ask again</Button>}
      >
        {list.error.message}
      </StateBlock>
    );
  if (!list.data)
    return (
      <p className={classes.note} role="status">
        Asking the server…
      </p>
    );
  const { rows, refs, next } = list.data;
  const record = rows.find(({ id }) => id === open);
  if (record)
    return (
      <ServerRecord
        entity={entity}
        record={record}
        refs={refs}
        lacking={lacking}
        back={{ label: 'Back to the list', press: () => setOpen(undefined) }}
      />
    );
  const worths = worth === undefined ? '' : sumText(total.data?.sums[worth], formats);
  return (
    <>
      <div className={classes.head}>
        <p role="status">
          {`From the server: ${total.data === undefined ? '…' : formats.plural(total.data.count, oneOf(entity), manyOf(entity))}${worths === '' ? '' : `, ${worths}`}. Only shown: ${lacking} are not kept on this device.`}
        </p>
        <Button onClick={again}>Ask again</Button>
      </div>
      <ServerTable entity={entity} rows={rows} refs={refs} columns={columns} onOpen={setOpen} />
      {next === null || limit >= mostRows ? null : (
        <Button onClick={() => setLimit(Math.min(mostRows, limit + windowRows))}>Show more</Button>
      )}
      {next !== null && limit >= mostRows ? (
        <p className={classes.note}>{`These are the first ${formats.count(mostRows)}. Narrow the list by a filter.`}</p>
      ) : null}
    </>
  );
}

type TableProps = {
  readonly entity: Entity;
  readonly rows: readonly ShownRecord[];
  readonly refs: RefNames;
  readonly columns: readonly string[];
  readonly onOpen: (id: string) => void;
};

function ServerTable({ entity, rows, refs, columns, onOpen }: TableProps) {
  const formats = useFormats();
  const specs = useFieldSpecs(entity, refs);
  const linked = useReferredColumns(entity, useReferredPaths(entity, columns), refs);
  const shown = columns.flatMap((name) => {
    const spec = name === entity.title ? undefined : specs.get(name);
    const text = (row: ShownRecord): string =>
      linked.get(name)?.text?.(row) ?? (spec ? fieldText(spec, shownValue(row, name), formats) : '');
    const label = linked.get(name)?.header ?? spec?.label;
    return label === undefined ? [] : [{ id: name, label, text }];
  });
  return (
    <DataTable
      label={`${entity.label.many} from the server`}
      columns={[
        { id: entity.title, header: entity.fields[entity.title]?.label ?? entity.label.one },
        ...shown.map(({ id, label }) => ({ id, header: label, isWideOnly: true })),
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        cells: [
          <span key={entity.title} dir="auto">
            {titleOf(entity, row)}
          </span>,
          ...shown.map(({ id, text }) => (
            <span key={id} dir="auto">
              {text(row)}
            </span>
          )),
        ],
      }))}
      onRow={onOpen}
    />
  );
}
