import { useState } from 'react';
import type { ListGroup } from '../records/list-group.ts';

type RefusedGroups = { readonly list: object; readonly group: string; readonly message: string };

/**
 * Keeps that a list cannot be grouped, because the question for the rows of one of its groups is refused. Returns the
 * message of the refusal, and the function that keeps one. Another list or another group is not refused. The caller keeps
 * `list` the same object.
 */
export function useGroupRefusal(
  list: object,
  group: ListGroup | undefined,
): readonly [message: string | undefined, refuse: (message: string) => void] {
  const [refused, setRefused] = useState<RefusedGroups>();
  const isRefused = refused !== undefined && refused.list === list && refused.group === group?.text;
  return [
    isRefused ? refused.message : undefined,
    (message) => {
      if (group) setRefused({ list, group: group.text, message });
    },
  ];
}
