import { sameJson } from '@outpost/domain/kernel/json';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import { documentsOf, must } from '../../oracles/history-oracles.ts';
import type { ProofStage, StagedEdit } from '../../../stage/proof-stage.ts';
import { ruleSentences } from '../../oracles/rule-oracles.ts';
import type { FilesKnown } from '../../machines/files-known.ts';
import type { Machine } from '../../machines/machine.ts';
import { isOfRetired } from '../../../builds/own-names.ts';
import { addedStages } from '../../../builds/own-stages.ts';

/** The context of a person at a machine, with a single source of randomness. */
export type Working = {
  readonly stage: ProofStage;
  readonly machine: Machine;
  readonly random: SeededRandom;
  /** Acts of all people so far, by id, the newest last; with the group if there is one. */
  readonly acts: ReadonlyMap<string, { readonly group: string | undefined }>;
  readonly trace: (line: string) => void;
  /** Called with each acknowledged act. */
  readonly took: (act: string, group: string | undefined) => void;
  /** Whether no other person works on the same machine. Otherwise a value may have been overwritten before it is checked. */
  readonly isAlone: boolean;
  /** People define kinds of record and fields, so a definition may be gone when it is used. */
  readonly isGrown: boolean;
  /** People define kinds and fields, or remove a pack, so a kind may be gone when it is used. */
  readonly mayLackKinds: boolean;
  /** The history's knowledge of files (PLT-5). */
  readonly files: FilesKnown;
  /** Rules over several records hold: a device warns of a breach, and a person may have it sent anyway (T-9). */
  readonly isRuled: boolean;
};

/** The records that a machine shows, with one living deal and task to work on. */
export type WorkableRecords = {
  readonly shown: readonly StoredRecord[];
  readonly deals: readonly StoredRecord[];
  readonly tasks: readonly StoredRecord[];
  readonly deal: StoredRecord | undefined;
  readonly task: StoredRecord | undefined;
};

/** The codes with which a replica may refuse these people's requests. Any other code is a finding. */
const expectedRefusals: ReadonlySet<string> = new Set([
  'request/invalid',
  'records/not-found',
  'records/deleted',
  'records/parent-gone',
  'records/invalid',
  'records/taken',
  'records/circle',
  'access/denied',
  'undo/nothing',
  'undo/unknown',
  'undo/group-undone',
]);

/**
 * Performs an act. An acknowledged act must be shown immediately (read your writes). A refused one must change nothing.
 */
export async function perform(
  at: Working,
  label: string,
  edits: readonly StagedEdit[],
  more: { readonly group?: string; readonly shape?: 'each' } = {},
): Promise<void> {
  const { tenant } = at.machine;
  const anyway = at.isRuled && at.random.chance(0.8) ? { anyway: true } : {};
  const made = await tenant.acts.perform({ label, shape: 'together', edits: [...edits], ...more, ...anyway });
  tell(at, `${label} ${JSON.stringify(edits)}`, made);
  if (made.ok) at.took(made.value.act, more.group);
  if (!made.ok || !at.isAlone) return;
  const shown = new Map(documentsOf(at.machine.staged).map((record) => [record.id, record]));
  for (const edit of edits) {
    const record = edit.id === undefined ? undefined : shown.get(edit.id);
    const wanted = 'create' in edit ? edit.create.fields : edit.fields;
    for (const [field, to] of Object.entries(wanted))
      must(
        record !== undefined && sameJson(valueIn(record, field), to),
        'D-2a',
        () => `${at.machine.name} wrote ${field} of ${edit.id ?? ''}, and it is not shown`,
        'lost',
      );
  }
}

/** The answer to a person's request. */
export type Said = { readonly ok: boolean; readonly code?: string; readonly message?: string };

/** Notes the answer to a person's request, and checks its refusal. */
export function tell(at: Working, what: string, said: Said): void {
  at.trace(`${at.machine.name} ${what}: ${said.ok ? 'done' : (said.code ?? '')}`);
  // A device that starts over still shows records from a lost tail. An act on them is refused until the device is up to date, and
  // waits in the tray.
  const isStartingOver = at.machine.tenant.device.memory.state.sweeping && said.code === 'records/exists';
  const isOfRule = [...ruleSentences].some((sentence) => said.message?.includes(sentence) === true);
  must(said.ok || !isOfRule || said.code === 'rules/warned', 'T-9', () => `${what} was refused for values that others wrote: ${said.message ?? ''}`); // prettier-ignore
  must(
    said.ok ||
      (at.isRuled && said.code === 'rules/warned') ||
      expectedRefusals.has(said.code ?? '') ||
      (at.mayLackKinds && isOfRetired(said.code, said.message)) ||
      isAtUnknownStage(said) ||
      isStartingOver,
    'E-1',
    () => `${what} was refused: ${said.code ?? ''} ${said.message ?? ''}`,
  );
}

/**
 * Whether a move was refused because the device does not know the stage of the deal: the definition was refused, and the deal's own
 * move to it waits. The refusal then names the stored word of the stage.
 */
const isAtUnknownStage = ({ code, message = '' }: Said): boolean =>
  code === 'workflow/no-such-move' && Object.keys(addedStages).some((stage) => message.includes(`is at ${stage} now`));
