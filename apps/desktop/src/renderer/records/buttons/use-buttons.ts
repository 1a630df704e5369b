import { administers } from '@outpost/domain/kernel/access/access';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { hasButtons } from '@outpost/domain/kernel/automation/definition-problem';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useCallback, useMemo } from 'react';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { useCatalogue } from '../use-entity.ts';
import { textIn } from '../values/shown-value.ts';

/** A button of an automation on a record. `whyNot`: why it cannot be pressed now. */
export type RecordButton = {
  readonly id: string;
  /** "Run: Welcome". */
  readonly label: string;
  readonly whyNot: string | undefined;
  readonly press: () => void;
};

/** Chosen: a page with more buttons is no page that people can read. */
const mostButtons = 20;
const none: readonly RecordButton[] = [];
const entityOfButton = automationKinds.button;

type Asked = {
  readonly entity: Entity | undefined;
  readonly record: ShownRecord | undefined;
  readonly may: CallOutput<'records.get'>['may'] | undefined;
};

/**
 * AUT-13: returns the buttons of automations on a record, by name: those that the person may press. Pressing one writes a record, also
 * offline; the server answers it. A button with a press that waits for its answer cannot be pressed again.
 */
export function useButtons({ entity, record, may }: Asked): readonly RecordButton[] {
  const { perform } = useActs();
  const { show } = useSnackbar();
  const principal = usePrincipal();
  const { entities } = useCatalogue();
  const isOffered = entity !== undefined && record?.life === 'alive' && hasButtons(entity);
  const where = { field: 'forEntity', op: 'is', value: entity?.name ?? '' } as const;
  const held = useRecordList({ entity: entityOfButton, where, limit: mostButtons }, { isOff: !isOffered }).data?.rows;
  const kind = entities.get(automationKinds.automation);
  const isAdministrator = kind !== undefined && administers(principal, kind);
  const offered = useMemo(
    () =>
      (isOffered ? (held ?? []) : [])
        .filter(({ fields }) => fields['isOff'] !== true && fields['forEntity'] === entity?.name)
        .filter(({ fields }) => (fields['pressedBy'] === 'administrators' ? isAdministrator : may?.update.allowed === true))
        .toSorted((a, b) => textIn(a.fields['name']).localeCompare(textIn(b.fields['name']))),
    [held, isOffered, entity, isAdministrator, may],
  ); // prettier-ignore
  const about = record === undefined ? '' : `${record.entity}:${record.id}`;
  const unanswered = useRecordList(
    {
      entity: automationKinds.press,
      where: { and: [{ field: 'about', op: 'is', value: about }, { field: 'answer', op: 'is-empty' }] },
      limit: mostButtons,
    },
    { isOff: offered.length === 0 },
  ).data?.rows; // prettier-ignore
  const press = useCallback(
    async (name: string, automation: string): Promise<void> => {
      const label = cutLabel(`Pressed “Run: ${name}”`);
      const edits = [{ entity: automationKinds.press, create: { fields: { name, automation, about } } }];
      // No undo: it would take the press away, and not what the automation has done.
      const ids = await perform({ label, edits }, { isQuiet: true });
      if (ids !== undefined) show({ text: `${label}. The timeline says what became of it.` });
    },
    [perform, show, about],
  );
  return useMemo(
    () =>
      offered.length === 0
        ? none
        : offered.map(({ id, fields }) => {
            const name = textIn(fields['name']);
            const automation = textIn(fields['automation']);
            const isWaiting = unanswered?.some((one) => one.fields['automation'] === automation) === true;
            return {
              id,
              label: `Run: ${name}`,
              whyNot: isWaiting ? 'It was pressed, and the server has not answered yet.' : undefined,
              press: () => void press(name, automation),
            };
          }),
    [offered, unanswered, press],
  );
}
