import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Bridge } from '../../../bridge/contract.ts';
import { ask, RefusedError } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { useEntitiesNotWhole } from '../../records/use-kinds-not-kept.ts';
import { defaultSort, listOrder } from '../../records/list-order.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useLiveValue } from '../../session/session-context.tsx';
import { useBridge } from '../../window/app-ports.tsx';
import { RecordGone } from '../record-gone.tsx';
import { ServerRecord } from './server-record.tsx';
import classes from './server-record.module.css';

type Props = {
  readonly id: string;
  readonly message: string;
  /** Whether nothing else is on the page. */
  readonly isPage: boolean;
  readonly onClose: () => void;
};

/**
 * Shown for a record that this device does not have. Where it keeps some kinds of record only in part, or not at all, the server
 * can be asked for the record. The answer is only shown; nothing of it is stored.
 */
export function RecordAtServer({ id, message, ...frame }: Props) {
  const bridge = useBridge();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const kinds = useEntitiesNotWhole();
  const isOffline = useLiveValue('sync', (sync) => sync?.state === 'offline');
  const [isAsked, setAsked] = useState(false);
  const names = kinds.map(({ name }) => name);
  const answer = useQuery({
    queryKey: queryKeyOf('server.list', '', { id, names }),
    queryFn: () => findAtServer(bridge, { catalogue, kinds, id }),
    enabled: isAsked && kinds.length > 0, // not `askedIf`: the answer from before is shown when the page is opened again
  });
  if (answer.error && !(answer.error instanceof RefusedError)) throw answer.error; // the screen's boundary draws it
  if (kinds.length === 0) return <RecordGone {...frame}>{message}</RecordGone>;
  if (answer.data)
    return (
      <div className={classes.page}>
        <ServerRecord
          {...answer.data}
          asksAll
          lacking={manyOf(answer.data.entity)}
          back={{ label: 'Back', press: frame.onClose }}
        />
      </div>
    );
  const many = formats.list(kinds.map(manyOf));
  return (
    <RecordGone
      {...frame}
      act={
        <Button
          variant="primary"
          disabled={isOffline || answer.isFetching}
          onClick={() => (isAsked ? void answer.refetch() : setAsked(true))}
        >
          {answer.isFetching ? 'Asking the server…' : isAsked ? 'Ask again' : 'Ask the server'}
        </Button>
      }
    >
      {answer.error
        ? answer.error.message
        : answer.data === null
          ? 'The server shows you no such record either.'
          : `This device does not keep all ${many}. ${isOffline ? 'They are not available without a connection.' : 'If it is one of them, the server can show it.'}`}
    </RecordGone>
  );
}

/** Returns the record among the kinds that this device does not keep; null where the server shows none to this person. */
async function findAtServer(
  bridge: Bridge,
  { catalogue, kinds, id }: { readonly catalogue: Catalogue; readonly kinds: readonly Entity[]; readonly id: string },
) {
  for (const entity of kinds) {
    const { rows, refs } = await ask(bridge, 'server.list', {
      entity: entity.name,
      where: { field: 'id', op: 'is', value: id },
      sort: [...listOrder(defaultSort(catalogue, entity), undefined, undefined)],
      limit: 1,
      referred: [],
    });
    const [record] = rows;
    if (record) return { entity, record, refs };
  }
  return null;
}
