import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import type { Act, ChangeEdit } from '../../kernel/acts/act.ts';
import { denied } from '../../kernel/access/denial.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEmptyValue } from '../../kernel/entities/field-types.ts';
import { sameJson } from '../../kernel/json.ts';
import { type StoredRecord, valueIn } from '../../kernel/entities/record.ts';
import { checkValue } from '../../kernel/catalogue/record-rules.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { type Move, moveOf, needsOf } from '../../kernel/catalogue/workflow.ts';
import type { Draft } from '../act/draft.ts';
import { held, notHeld } from '../reads/look.ts';
import { isChangedSince, movedBy, needed, noSuchMove, notAStart, stepIn, unitOf } from '../moves/steps.ts';

/** The verdict on the change of a state. */
export type JudgedStep = {
  /** The fields that are applied together, or together lose to a later change. The state comes first. */
  readonly unit: readonly string[];
  readonly givesWay: boolean;
  /** The move that is made. It sets its fields, and is judged at the end of its act. */
  readonly move?: Move;
};
type Asked = {
  readonly act: Act;
  readonly edit: ChangeEdit;
  readonly now: StoredRecord;
  /** The record on which the author's rights are checked. */
  readonly asked: StoredRecord;
  /** The act was agreed before a loss and is sent again. It was judged when it was agreed, even if it is an undo. */
  readonly isBack: boolean;
};

/**
 * T-14, ADR 26: judges the change of a state as a step from the state at arrival. Returns nothing where the edit
 * changes no state of a workflow. The journal needs no name of the move: its `[from, to]` identifies it, because a
 * workflow has one move for each pair.
 */
export function judgeStep(
  draft: Draft,
  entity: Entity,
  { act, edit, now, asked, isBack }: Asked,
): JudgedStep | Refusal | undefined {
  const step = stepIn(draft.catalogue, edit);
  if (!step) return undefined;
  const { workflow, from, to } = step;
  const isUndo = act.undoes !== undefined;
  const noState = isUndo ? undefined : checkValue(entity, workflow.field, to);
  if (noState) return noState;
  const state = valueIn(now, workflow.field);
  const known = act.undoes === undefined ? undefined : draft.look.act(act.undoes);
  const undone = known === undefined ? undefined : held(known);
  const isRedo = undone !== undefined && undone.undoes !== null;
  const meant = isUndo && !isRedo ? moveOf(workflow, to, from) : moveOf(workflow, from, to);
  const unit = unitOf(workflow, meant, edit.fields);
  // A device without the undone act can't tell which move the act made (T-9).
  const lacks =
    known !== notHeld && meant?.action !== undefined && !draft.author.may(meant.action, asked)
      ? denied(entity, meant.action)
      : undefined;
  if (isBack) {
    if (!meant && (!isUndo || isRedo)) return noSuchMove(entity, workflow, { from, to });
    return lacks ?? { unit, givesWay: false };
  }
  const asOne = isUndo ? movedBy(workflow, meant, edit.fields) : act.again === true ? [workflow.field] : [];
  if (sameJson(state, to) || asOne.some((name) => isChangedSince(now, edit.fields, name)))
    return { unit, givesWay: true };
  if (isUndo && !isRedo) return lacks ?? { unit, givesWay: false };
  if (!meant || moveOf(workflow, state, to) !== meant) return noSuchMove(entity, workflow, { from: state, to });
  if (lacks) return lacks;
  if (draft.moves.has(edit.id))
    return refuse('workflow/one-move', `One step moves a ${entity.label.one.toLowerCase()} once. Make two steps.`, {
      field: workflow.field,
    });
  return { unit, givesWay: false, move: meant };
}

/**
 * Judges the state in which a record is created. The state of a record that is sent again was judged when it was
 * agreed.
 */
export function judgeStart(draft: Draft, entity: Entity, made: StoredRecord): Refusal | undefined {
  const workflow = draft.catalogue.workflows.get(entity.name);
  const state = workflow && valueIn(made, workflow.field);
  if (!workflow || state === undefined || state === null || draft.author.isServer) return undefined;
  if (workflow.starts.some((start) => start === state)) return undefined;
  if (workflow.imports !== undefined && draft.author.may(workflow.imports, made)) return undefined;
  return notAStart(entity, workflow, state);
}

/**
 * Returns the refusals of an act's moves at its end, by record: for empty fields that the move needs, then for its
 * checks. `judge-reads.ts` judges the checks with reads.
 */
export function judgeMoves(draft: Draft): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  for (const [id, { move, before, today }] of draft.moves) {
    const record = draft.records.get(id)?.record;
    const workflow = record && draft.catalogue.workflows.get(record.entity);
    if (!workflow || record.life !== 'alive') continue;
    const entity = entityOf(draft.catalogue, record.entity);
    const name = needsOf(move).find((one) => isEmptyValue(record.fields[one]));
    if (name !== undefined) {
      refused.set(id, needed(entity, workflow, { move, name }));
      continue;
    }
    const at = {
      record: record as never,
      before: before as never,
      read: {} as never,
      actor: draft.author.userId,
      today,
    }; // of the workflow's kind
    for (const check of move.checks) {
      if (check.reads) continue;
      const breach = check.check(at);
      if (!breach) continue;
      const field = breach.field === undefined ? {} : { field: breach.field };
      refused.set(id, refuse('records/invalid', breach.message, { rule: check.id, ...field }));
      break;
    }
  }
  return refused;
}
