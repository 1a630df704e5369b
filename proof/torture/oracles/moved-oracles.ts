import { madeId } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { must, type Truth } from './history-oracles.ts';
import { builds, movedName, notesOfDeals } from '../../builds/builds.ts';

/**
 * T-27: checks that a server of the last build has the notes of deals only in tasks, at most one for each deal. All
 * makers give that task the same id.
 */
export function checkMoved({ records }: Truth, serverBuild: number): void {
  if (serverBuild < builds.length - 1) return;
  const all = [...records.values()];
  const deals = all.filter(({ entity }) => entity === notesOfDeals.of);
  for (const { id, fields } of deals)
    must(!(movedName in fields), 'T-27', () => `${id} still has notes: ${JSON.stringify(fields)}`);
  const known = new Set(deals.map(({ id }) => madeId(notesOfDeals, id)));
  for (const { id, entity, fields } of all)
    if (entity === notesOfDeals.into && fields['subject'] === notesOfDeals.fields['subject'])
      must(known.has(id), 'T-27', () => `${id} is a task of notes under an id of its own`, 'doubled');
}
