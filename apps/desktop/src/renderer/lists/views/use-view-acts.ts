import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { type RecordAudience, audienceParts, firstForOf } from '../../records/sharing/audience.ts';
import { savedViewKind } from './saved-views.ts';
import type { ViewLook } from './view-look.ts';

/** The parts of a saved view that the person enters. The other parts are the look of the list. */
export type NamedView = {
  readonly name: string;
  readonly audience: RecordAudience;
  /** Keys of roles, sorted. */
  readonly firstFor: readonly string[];
};

/** The changed parts of a saved view. */
export type ViewChanges = { readonly named: Partial<NamedView>; readonly look: Partial<ViewLook> };

type JsonFields = Readonly<Record<string, JsonValue>>;
const fieldsOf = ({ name, firstFor }: Partial<NamedView>, look: Partial<ViewLook>): JsonFields => ({
  ...(name === undefined ? {} : { name }),
  ...(look as JsonFields), // a filter is JSON
  ...(firstFor === undefined ? {} : { firstFor }),
});

/** The acts on saved views, each with undo. */
export type ViewActs = {
  /** Returns the id of the new view, or undefined if it was refused. */
  readonly create: (forEntity: string, named: NamedView, look: ViewLook) => Promise<string | undefined>;
  /** Writes only the changed parts: another device may have changed the others meanwhile. Returns whether the view was saved. */
  readonly save: (view: ShownRecord, changes: ViewChanges) => Promise<boolean>;
  readonly remove: (view: ShownRecord) => Promise<boolean>;
};

const nameOf = ({ fields: { name } }: ShownRecord): string => (typeof name === 'string' ? name : '');

/** Returns the acts on saved views. An act ends when the list of views has been read again, so that the bar shows no stale view. */
export function useViewActs(): ViewActs {
  const { perform } = useActs();
  const client = useQueryClient();
  const performed = useCallback(
    async (request: Parameters<typeof perform>[0]) => {
      const ids = await perform(request);
      if (ids) await client.invalidateQueries({ queryKey: ['records.list', savedViewKind] });
      return ids;
    },
    [perform, client],
  );
  const create = useCallback<ViewActs['create']>(
    async (forEntity, named, look) => {
      const { teamId, fields } = audienceParts(named.audience);
      const filled = Object.entries({ forEntity, ...fieldsOf(named, look), ...fields }).filter(
        ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
      );
      const ids = await performed({
        label: cutLabel(`Saved the view “${named.name}”`),
        edits: [{ entity: savedViewKind, create: { teamId, fields: Object.fromEntries(filled) } }],
      });
      return ids?.[0];
    },
    [performed],
  );
  const save = useCallback<ViewActs['save']>(
    async (view, { named, look }) => {
      const { teamId, fields } = named.audience === undefined ? {} : audienceParts(named.audience);
      const wished = { ...fieldsOf(named, look), ...fields, ...(teamId === undefined ? {} : { teamId }) };
      const now: JsonFields = { ...view.fields, teamId: view.teamId, firstFor: firstForOf(view) };
      const isSame = (name: string, value: JsonValue) => sameJson(now[name] ?? null, value);
      const changed = Object.entries(wished).filter(([name, value]) => !isSame(name, value));
      if (changed.length === 0) return true;
      const edit = { entity: savedViewKind, id: view.id, fields: Object.fromEntries(changed) };
      const label = cutLabel(`Changed the view “${named.name ?? nameOf(view)}”`);
      return (await performed({ label, edits: [edit] })) !== undefined;
    },
    [performed],
  );
  const remove = useCallback<ViewActs['remove']>(
    async (view) => {
      const edit = { entity: savedViewKind, id: view.id, fields: { life: 'deleted' } };
      const label = cutLabel(`Deleted the view “${nameOf(view)}”`);
      return (await performed({ label, edits: [edit] })) !== undefined;
    },
    [performed],
  );
  return { create, save, remove };
}
