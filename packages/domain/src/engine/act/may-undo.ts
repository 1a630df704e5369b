import { actionsOf } from '../../kernel/access/access.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Author } from './author.ts';
import { held, type Look } from '../reads/look.ts';

/**
 * S-4c: whether a person may undo all that an act did: the act is their own, or they may reverse each of its changes.
 * A change that followed a merge of duplicates is reversed with the merge, seen or not (S-4f), and requires no right.
 */
export function mayUndo(
  look: Look,
  author: Author,
  { id, catalogue }: { readonly id: string; readonly catalogue: Catalogue },
): boolean {
  const target = held(look.act(id));
  if (!target) return false;
  if (author.isServer || target.author === author.userId) return true;
  const changes = look.changesOf(id).filter(({ expanded }) => !expanded);
  return (
    changes.length > 0 &&
    changes.every(({ record: at, entity: name, kind, changed }) => {
      const record = held(look.record(at));
      const entity = catalogue.entities.get(name);
      if (!record || !entity) return true; // erased since, or of a kind that nobody here can change
      const actions = kind === 'created' ? (['delete'] as const) : actionsOf(entity, changed);
      return author.sees(record) && actions.every((action) => author.may(action, record));
    })
  );
}
