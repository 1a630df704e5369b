import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { noteUnderway } from '../queries/acts-underway.ts';
import { useActs } from '../queries/use-acts.ts';
import { deleteRequest } from '../records/life-acts.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { useOpenBelow } from '../records/values/use-open-below.ts';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import { isRepeated, mayConcernOthers, onlyThisOne } from './only-this-one.ts';
import {
  seriesMembersOf,
  seriesDeletion,
  seriesEdits,
  seriesIdOf,
  type SeriesPart,
  seriesQuestion,
} from './series-edits.ts';
import classes from '../window/dialog.module.css';

/** A change of one record, as the person has asked for it. */
export type WishedChange = {
  readonly entity: Entity;
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** The label of the act. */
  readonly label: string;
};

type RepeatedActs = {
  readonly change: (wish: WishedChange) => void;
  readonly remove: (entity: Entity, record: ShownRecord) => void;
};
const RepeatedContext = createContext<RepeatedActs>({ change: () => {}, remove: () => {} });

/** A change, or the deletion (without fields), of a repeated record. `members`: the living records of its series. */
type Asked = Omit<WishedChange, 'fields'> & {
  readonly fields: WishedChange['fields'] | undefined;
  readonly record: ShownRecord;
  readonly members: readonly ShownRecord[];
};

/**
 * Lets every screen change and delete a record of a kind that can repeat. If a change of a repeated record may be meant
 * for others, too, it asks which records are meant.
 */
export function RepeatedChangesProvider({ children }: { readonly children: ReactNode }) {
  const bridge = useBridge();
  const { perform } = useActs();
  const openBelow = useOpenBelow();
  const [asked, setAsked] = useState<Asked>();
  const membersIn = useCallback(
    async (entity: Entity, record: ShownRecord): Promise<readonly ShownRecord[]> => {
      const series = seriesIdOf(entity, record);
      return series === undefined ? [] : (await ask(bridge, 'records.list', seriesQuestion(entity, series))).rows;
    },
    [bridge],
  );
  const change = useCallback(
    (wish: WishedChange) => {
      const { entity, id, fields, label } = wish;
      const straight = async () => {
        const below = await openBelow(entity, id, fields);
        const said = below === undefined ? {} : { said: `${label}. ${below}` };
        await perform({ label, edits: [{ entity: entity.name, id, fields: { ...fields } }] }, said);
      };
      if (!mayConcernOthers(entity, fields)) return void noteUnderway(bridge, straight());
      const askFirst = async () => {
        // The record as it is now: a list may have drawn an earlier one.
        const { record } = await ask(bridge, 'records.get', { id });
        if (!isRepeated(entity, record)) return straight();
        setAsked({ ...wish, record, members: await membersIn(entity, record) });
      };
      void noteUnderway(bridge, askFirst().catch(straight)); // the act itself names the problem
    },
    [bridge, perform, membersIn, openBelow],
  );
  const remove = useCallback(
    (entity: Entity, record: ShownRecord) => {
      const request = deleteRequest(entity, record);
      const straight = () => void perform(request);
      if (seriesIdOf(entity, record) === undefined) return straight();
      const askFirst = async () => {
        const members = await membersIn(entity, record);
        if (members.length < 2) return straight();
        setAsked({ entity, id: record.id, fields: undefined, label: request.label, record, members });
      };
      askFirst().catch(straight);
    },
    [perform, membersIn],
  );
  const acts = useMemo(() => ({ change, remove }), [change, remove]);
  return (
    <RepeatedContext value={acts}>
      {children}
      {asked === undefined ? null : <WhichOnes asked={asked} onClose={() => setAsked(undefined)} />}
    </RepeatedContext>
  );
}

/** Returns the function that changes a record, and asks which ones are meant if it repeats. */
export const useRepeatedChange = (): ((wish: WishedChange) => void) => useContext(RepeatedContext).change;

/** Returns the function that deletes a record, and asks which ones are meant if it is one of a series. */
export const useRepeatedDeletion = (): ((entity: Entity, record: ShownRecord) => void) =>
  useContext(RepeatedContext).remove;

/** Returns the function that takes a repeated record out of its series: later changes are its own. */
export function useLeaveSeries(): (entity: Entity, record: ShownRecord) => void {
  const { timeZone } = useFormats();
  const now = useNow();
  const { perform } = useActs();
  return (entity, record) =>
    void perform({
      label: cutLabel(`Took ${titleOf(entity, record)} out of its series`),
      edits: onlyThisOne(entity, record, { fields: {}, now: new Date(now()).toISOString(), timeZone }),
    });
}

const partLabels: Readonly<Record<SeriesPart, string>> = {
  this: 'Only this one',
  following: 'This and the following ones',
  all: 'All of them',
};

/** Returns the parts of a series to which a change can apply. A new rule always applies to this record and the following ones. */
function partsOf({ entity, fields, members }: Asked): readonly SeriesPart[] {
  const { repeat, series } = entity.schedule ?? {};
  if (series === undefined || (fields && fields[repeat ?? ''] === null)) return ['this', 'following'];
  if (fields && repeat !== undefined && repeat in fields) return ['following'];
  return members.length < 2 ? ['this', 'following'] : ['this', 'following', 'all'];
}

function WhichOnes({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const { entity, fields, record, label } = asked;
  const { timeZone, plural } = useFormats();
  const now = useNow();
  const { perform } = useActs();
  const parts = partsOf(asked);
  const editsOf = (part: SeriesPart): ActRequest['edits'] => {
    if (!fields) return seriesDeletion(entity, { ...asked, part });
    if (seriesIdOf(entity, record) !== undefined) return seriesEdits(entity, { ...asked, part }, { fields, timeZone });
    if (part === 'this') return onlyThisOne(entity, record, { fields, now: new Date(now()).toISOString(), timeZone });
    return [{ entity: entity.name, id: record.id, fields: { ...fields } }];
  };
  const run = (part: SeriesPart) => {
    onClose();
    const words = part === 'this' && fields ? `${label} (only this one)` : part === 'all' ? `${label} (all of them)` : label; // prettier-ignore
    void perform({ label: cutLabel(words), edits: editsOf(part) });
  };
  const others = seriesMembersOf(entity, { ...asked, part: 'following' }).length - 1;
  const isRule = fields !== undefined && (entity.schedule?.repeat ?? '') in fields && asked.members.length > 0;
  return (
    <Dialog title={`This ${oneOf(entity)} repeats`} onClose={onClose} isForReading>
      <div className={classes.dialog}>
        <p className={classes.quiet}>
          {titleOf(entity, record)}: {fields ? 'which ones are changed?' : 'which ones are deleted?'}
        </p>
        {isRule && others > 0 ? (
          <p className={classes.quiet}>
            {plural(others, `following ${oneOf(entity)} is`, `following ${manyOf(entity)} are`)} deleted, and made anew
            by the new rule.
          </p>
        ) : null}
        <div className={classes.acts}>
          {parts.map((part) => (
            <Button
              key={part}
              {...(part === 'following' ? { variant: 'primary' as const, 'data-autofocus': true } : {})}
              onClick={() => run(part)}
            >
              {partLabels[part]}
            </Button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
