import { isInstant } from '@outpost/domain/kernel/entities/field-types';
import { isId } from '@outpost/domain/kernel/ids';
import { asListTarget, type LinkTarget } from '../../bridge/shell/deep-link.ts';

/** Returns the target of a link to the page at this address: its open record, or its list. Undefined for all other pages. */
export function linkTargetAt({
  pathname,
  search,
}: {
  readonly pathname: string;
  readonly search: { readonly open?: unknown; readonly view?: unknown; readonly asOf?: unknown };
}): LinkTarget | undefined {
  const [, place, first = '', second = ''] = pathname.split('/');
  const id = place === 'record' ? first : search.open;
  const { asOf } = search;
  if (typeof id === 'string' && isId(id))
    return {
      kind: 'record',
      id,
      ...(place === 'record' && typeof asOf === 'string' && isInstant(asOf) ? { asOf } : {}),
    };
  return place === 'list'
    ? asListTarget(`${first}/${second}`, typeof search.view === 'string' ? search.view : undefined)
    : undefined;
}
