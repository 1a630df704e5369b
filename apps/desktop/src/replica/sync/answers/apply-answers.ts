import { type Act, type ChangeEdit, type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import { isMadeByRule } from '@outpost/domain/kernel/automation/rule-on-device';
import { isNextOne } from '@outpost/domain/engine/moves/next-ones';
import type { IdSource } from '@outpost/domain/kernel/ports';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import type { Decision, PushAnswer } from '@outpost/domain/sync/protocol';
import type { Device } from '../../device/device.ts';
import { nowOf } from '../../device/now-of.ts';
import type { ActDocument } from '../../records/documents.ts';
import { bookEntities } from '../../records/documents.ts';
import type { DeviceWrite } from '../../records/device-write.ts';
import { titleIn } from '../../records/names.ts';
import { withDecided } from './heads.ts';

/** Gives unsent acts a new device name and new numbers; their ids and their order stay (S-2b). */
export function takeNewName(write: DeviceWrite, ids: IdSource): void {
  let lastNumber = 0;
  for (const entry of write.acts.all()) {
    if (entry.state !== 'waiting') continue;
    lastNumber += 1;
    write.acts.put({ ...entry, act: { ...entry.act, number: lastNumber } });
  }
  write.setState({ device: ids.newId(), lastNumber });
}

/**
 * Applies the decisions about pushed acts (S-2). Records are shown without refused edits, and with accepted ones until their
 * rows arrive (D-2b). For accepted edits only the versions are read, as the shown values stay as they are. Makes a separate
 * write, in which no row has changed a version yet: the versions in the file are current.
 */
export function applyAnswers(device: Device, answer: Extract<PushAnswer, { kind: 'decided' }>): Promise<void> {
  const { ids, clock } = device.ports;
  const now = nowOf(clock);
  return device.transact(async (write) => {
    const editsOf = (decision: Decision) => write.acts.get(decision.act)?.act.edits ?? [];
    const versions = device.lookups.versionsOf(answer.answers.flatMap(editsOf));
    await write.records.load(
      answer.answers
        .filter(isRefusedInPart)
        .flatMap(editsOf)
        .map((edit) => edit.id),
    ); // for their titles
    for (const decision of answer.answers) {
      const entry = write.acts.get(decision.act);
      if (entry?.state === 'waiting') applyDecision(write, entry, { decision, ids, now, versions });
    }
    write.setState(withDecided(write.state, answer));
    if (answer.stopped) takeNewName(write, ids);
  });
}

/**
 * K-4: returns an act as the tray keeps it: without the sealed values that it was to replace. Somebody else may have typed them, and the
 * act's author may have lost the right to see them. The act is made again from the values of that time.
 */
function withoutFormer({ catalogue }: Pick<DeviceWrite, 'catalogue'>, act: Act): Act {
  const edits = act.edits.map((edit) => {
    const entity = catalogue.entities.get(edit.entity);
    if (isCreate(edit) || entity?.sealed === undefined) return edit;
    const fields = Object.entries(edit.fields).map(([name, [from, to]]): [string, ChangeEdit['fields'][string]] => [
      name,
      [isSealedField(entity, name) ? null : from, to],
    ]);
    return { ...edit, fields: Object.fromEntries(fields) };
  });
  return { ...act, edits };
}

const isRefusedInPart = ({ refused }: Decision): boolean => Object.keys(refused).length > 0;

function applyDecision(
  write: DeviceWrite,
  entry: ActDocument,
  given: {
    readonly decision: Decision;
    readonly ids: IdSource;
    readonly now: string;
    /** Versions of the server's rows of these records so far. */
    readonly versions: ReadonlyMap<string, number>;
  },
): void {
  const { decision, ids, now, versions } = given;
  const refused = entry.act.edits.filter((edit) => decision.refused[edit.id] !== undefined);
  // Another device has marked the repeated record as done before. The next record exists already, so the person does not miss
  // this one.
  const isLeftOut = (edit: Edit) =>
    decision.refused[edit.id]?.code === 'workflow/already-there' &&
    (isMadeByRule(edit) || isNextOne(write.catalogue, entry.act.edits, edit));
  const told = refused.filter((edit) => !isLeftOut(edit));
  const isTold = isRefusedInPart(decision) && (told.length > 0 || refused.length === 0);
  if (isTold || decision.status === 'refused') {
    const titles = Object.fromEntries(told.map((edit) => [edit.id, titleOfId(write, edit.id)])); // the title while the act still counted
    write.books.put({
      id: ids.newId(),
      entity: bookEntities.tray,
      act: withoutFormer(write, decision.status === 'refused' ? entry.act : { ...entry.act, edits: told }),
      why: decision.refused,
      titles,
      refusedAt: now,
      discardedAt: null,
    });
  }
  if (decision.status === 'refused') write.acts.remove(entry.id);
  else {
    const edits = entry.act.edits.filter((edit) => decision.refused[edit.id] === undefined);
    const covered = Object.entries(decision.versions).flatMap(([id, version]) =>
      entry.act.edits.some((edit) => edit.id === id) && (versions.get(id) ?? -1) >= version ? [id] : [],
    );
    write.acts.put({
      ...entry,
      act: refused.length === 0 && !decision.sets ? entry.act : { ...entry.act, edits: withSets(edits, decision) },
      state: 'answered',
      n: decision.n,
      versions: decision.versions,
      covered,
      ...(decision.at === undefined ? {} : { answer: { at: decision.at, superseded: decision.superseded } }),
    });
  }
}

/**
 * Returns the edits with the values that their moves have set, so that these values return if the act is sent again (S-1c,
 * T-14).
 */
const withSets = (edits: readonly Edit[], { sets = {} }: Decision): Edit[] =>
  edits.map((edit) => {
    const set = sets[edit.id];
    if (isCreate(edit) || !set) return edit;
    const fields = Object.entries(set).map(([name, [from, to]]): [string, ChangeEdit['fields'][string]] => [
      name,
      [edit.fields[name]?.[0] ?? from, to],
    ]);
    return { ...edit, fields: { ...edit.fields, ...Object.fromEntries(fields) } };
  });

/** Puts an act that the server can't read into the tray unchanged; the acts behind it close the gap in the numbers (S-2b). */
export async function setAside(
  write: DeviceWrite,
  unfit: { readonly act: string; readonly refusal: Refusal },
  ports: { readonly ids: IdSource; readonly now: string },
): Promise<void> {
  const entry = write.acts.get(unfit.act);
  if (entry?.state !== 'waiting') return;
  await write.records.load(entry.act.edits.map((edit) => edit.id));
  const { code, message } = unfit.refusal;
  const { edits } = entry.act;
  const why = Object.fromEntries(
    (edits.length > 0 ? edits : [entry.act]).map(({ id }) => [id, { code, message, details: {} }]),
  );
  const titles = Object.fromEntries(entry.act.edits.map((edit) => [edit.id, titleOfId(write, edit.id)]));
  write.books.put({
    id: ports.ids.newId(),
    entity: bookEntities.tray,
    act: withoutFormer(write, entry.act),
    why,
    titles,
    refusedAt: ports.now,
    discardedAt: null,
  });
  write.acts.remove(entry.id);
  takeNewName(write, ports.ids);
}

function titleOfId(write: DeviceWrite, id: string): string {
  const record = write.records.shown(id) ?? write.records.confirmed(id).record;
  return record ? titleIn(write.catalogue, record) : '';
}
