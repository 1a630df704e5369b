import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { verdictWords } from '../../queries/use-verify-journal.ts';
import { heldHeadsWords } from './held-heads-words.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from './chain-state.module.css';

/**
 * The state of the journal's chain as it was last checked in this window (P-5). The check reads every entry on the server, so it runs
 * only on request.
 */
export function ChainState() {
  const bridge = useBridge();
  const formats = useFormats();
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery<CallOutput<'journal.verify'>>({
    queryKey: queryKeyOf('journal.verify', '', null),
    queryFn: () => ask(bridge, 'journal.verify', null),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY, // other pages are opened in between
    retry: false,
  });
  const held = data && heldHeadsWords(data.devices, formats);
  const tone = isFetching || (data === undefined && error === null) ? 'open' : error !== null || data?.ok === false || held?.areEqual === false ? 'bad' : data?.server === 'checked' ? 'good' : 'open'; // prettier-ignore
  return (
    <section className={classes.chain} data-tone={tone} aria-label="Chain of the journal">
      <span className={classes.sign}>
        <Icon name={tone === 'bad' ? 'warning' : 'shield'} size={16} />
      </span>
      <p role="status">
        <b>
          {isFetching
            ? 'The server checks every entry…'
            : (error?.message ?? (data === undefined ? 'Not checked in this window yet' : verdictWords(data, formats)))}
        </b>
        <span className={classes.quiet}>
          {data === undefined || isFetching
            ? 'With each exchange this device compares the signed heads that it holds. The check also computes every hash of the chain.'
            : [`Checked ${formats.instant(new Date(dataUpdatedAt).toISOString())}.`, held?.text].join(' ').trim()}
        </span>
      </p>
      <Button size="sm" icon="shield" disabled={isFetching} onClick={() => void refetch()}>
        {data === undefined ? 'Check the chain' : 'Check the chain again'}
      </Button>
    </section>
  );
}
