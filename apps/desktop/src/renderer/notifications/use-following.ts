import { textsIn } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useMyNotifications } from '../places/use-my-notifications.ts';

/** The most records that a person follows: the limit of a list of tags. */
export const mostFollowed = 500;

/** Returns the followed records of a person, as "crm/deal:id", each once. */
export const followedIn = (records: readonly Pick<ShownRecord, 'fields'>[]): readonly string[] => [
  ...new Set(records.flatMap(({ fields }) => textsIn(fields['following']))),
];

/**
 * Returns whether the person follows a record, undefined until that is read, and the function that changes it. If a
 * person follows more than 500 records, those followed first are dropped.
 */
export function useFollowing({ entity, id }: Pick<ShownRecord, 'entity' | 'id'>, title: string) {
  const { records, change } = useMyNotifications();
  const name = `${entity}:${id}`;
  const isFollowed = records === undefined ? undefined : followedIn(records).includes(name);
  const follow = (wanted: boolean): void =>
    void change({
      label: wanted ? `Followed ${title}` : `Stopped following ${title}`,
      said: wanted ? `Following ${title}` : `No longer following ${title}`,
      fields: (mine) => {
        const others = followedIn(mine).filter((one) => one !== name);
        return { following: [...others, ...(wanted ? [name] : [])].slice(-mostFollowed) };
      },
    });
  return { isFollowed, follow };
}

/** Returns the function that stops following a record, which is named "pack/kind:id", with undo. */
export function useUnfollow(): (name: string, title: string) => void {
  const { change } = useMyNotifications();
  return (name, title) =>
    void change({
      label: `Stopped following ${title}`,
      said: `No longer following ${title}`,
      fields: (mine) => ({ following: followedIn(mine).filter((one) => one !== name) }),
    });
}
