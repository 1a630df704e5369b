import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useNavigate } from '@tanstack/react-router';
import type { ShownRecord } from '../../../bridge/contract.ts';

/** Returns the last instant of a day in a zone, at which every change of that day has been made. */
export const lastInstantOf = (day: string, timeZone: string): string =>
  new Date(Date.parse(startOfDay(addDays(day, 1), timeZone)) - 1).toISOString();

/**
 * Returns a function that opens a record as it was at an instant, on a page of its own. Without an instant it is a week ago, or
 * the moment when a younger record was added.
 */
export function useOpenEarlier(): (record: Pick<ShownRecord, 'id' | 'createdAt'>, at?: string) => void {
  const navigate = useNavigate();
  const now = useNow();
  const { dayOf, timeZone } = useFormats();
  return ({ id, createdAt }, at) => {
    const weekAgo = lastInstantOf(addDays(dayOf(now()), -7), timeZone);
    const asOf = at ?? (createdAt > weekAgo ? createdAt : weekAgo);
    void navigate({ to: '/record/$id', params: { id }, search: { asOf } });
  };
}
