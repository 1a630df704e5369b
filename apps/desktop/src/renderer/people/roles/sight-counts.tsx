import { useFormats } from '@outpost/ui/formats/formats-context';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { HeldRole, SeenKind } from '../../../bridge/calls/identity/people-calls.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../people.module.css';

/**
 * Counts the records on this device that a person sees with these roles, and with others; undefined while they are
 * counted.
 */
export function useSees(
  person: string,
  now: readonly HeldRole[],
  next: readonly HeldRole[] = now,
): readonly SeenKind[] | undefined {
  const bridge = useBridge();
  const input = { person, now: [...now], next: [...next] };
  const { data } = useQuery({
    queryKey: queryKeyOf('people.sees', '', input),
    queryFn: () => ask(bridge, 'people.sees', input),
    placeholderData: keepPreviousData,
  });
  return data?.kinds;
}

/**
 * The numbers of records that a person would see, by kind. Kinds that everybody sees, and kinds without records on this device, are
 * left out.
 */
export function SightCounts({
  kinds,
  isChange = false,
  onKind,
  kind,
}: {
  readonly kinds: readonly SeenKind[];
  /** Shows the change next to each number. */
  readonly isChange?: boolean;
  /** A press on a kind; `kind` is the pressed one. */
  readonly onKind?: (entity: string) => void;
  readonly kind?: string | undefined;
}) {
  const formats = useFormats();
  const { entities } = useCatalogue();
  const shown = kinds.filter(({ entity, held }) => held > 0 && entities.get(entity)?.audience === 'scoped');
  if (shown.length === 0) return <p className={classes.hint}>This device holds no records yet.</p>;
  return (
    <table className={classes.sight}>
      <thead className="outpost-visually-hidden">
        <tr>
          <th scope="col">Kind of record</th>
          <th scope="col">Sees</th>
          <th scope="col">{isChange ? 'Changes by' : 'All on this device'}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ entity, held, next, gained, lost }) => {
          const label = entities.get(entity)?.label.many ?? entity;
          return (
            <tr key={entity} data-chosen={entity === kind || undefined}>
              <th scope="row">
                {onKind ? (
                  <button
                    type="button"
                    className={classes.link}
                    aria-pressed={entity === kind}
                    onClick={() => onKind(entity)}
                  >
                    {label}
                  </button>
                ) : (
                  label
                )}
              </th>
              <td>{formats.count(next)}</td>
              <td className={classes.change}>
                {isChange ? changeWords({ gained, lost }, formats.count) : `of ${formats.count(held)}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Returns the difference in signs: "+124 −3", or "same". */
export function changeWords(
  { gained, lost }: Pick<SeenKind, 'gained' | 'lost'>,
  count: (value: number) => string,
): string {
  const parts = [...(gained > 0 ? [`+${count(gained)}`] : []), ...(lost > 0 ? [`−${count(lost)}`] : [])];
  return parts.length === 0 ? 'same' : parts.join(' ');
}
