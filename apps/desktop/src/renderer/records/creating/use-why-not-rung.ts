import { isInternationalNumber } from '@outpost/domain/kernel/text/phone-numbers';
import { useRecordList } from '../../queries/record-queries.ts';
import { useIsOffline } from '../../session/use-from-server.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { useCatalogue } from '../use-entity.ts';
import { textIn } from '../values/shown-value.ts';

const withoutNetwork =
  'Outpost connects calls only with a network. Without one, press the number and call by yourself.';

/** MSG-61: returns why no call can be connected now: there is no network. Undefined: there is one. */
export const useCallsOffline = (): string | undefined => (useIsOffline() ? withoutNetwork : undefined);

/**
 * MSG-61, MSG-62: returns why the server cannot ring the person's own telephone now. Undefined: it can, or the person's profile is being
 * read. `isOff`: the form places no call, so nothing is asked.
 */
export function useWhyNotRung({ isOff = false }: { readonly isOff?: boolean } = {}): string | undefined {
  const { person } = useSignedIn();
  const catalogue = useCatalogue();
  const offline = useCallsOffline();
  const { data } = useRecordList({ entity: catalogue.people?.person ?? '', where: { field: 'id', op: 'is', value: person.id }, limit: 1 }, { isOff }); // prettier-ignore
  if (offline !== undefined) return offline;
  const own = data?.rows[0];
  return own === undefined || isInternationalNumber(textIn(own.fields['phone']))
    ? undefined
    : 'Outpost rings your own telephone first. Enter its number in Settings, Your profile.';
}
