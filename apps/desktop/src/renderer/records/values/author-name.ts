import { systemUserId } from '@outpost/domain/engine/act/author';

/** Returns the name of the person who made a change. The server's own changes are made by the system. */
export const authorName = (by: string, names: Readonly<Record<string, string>>): string =>
  by === systemUserId ? 'The system' : (names[by] ?? 'Somebody who is gone');
