import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { type AutomationDraft, emptyDraft, readDraft, versionFields } from '@outpost/domain/kernel/automation/automation-draft'; // prettier-ignore
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useActs } from '../../../queries/use-acts.ts';
import type { FormDraft } from '../../../queries/use-form-draft.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { useAppPorts } from '../../../window/app-ports.tsx';
import type { SavedVersion } from './use-versions.ts';

/** The parts of an automation that the editor reads. `record`: undefined for a new one. `versions`: the newest first. */
export type Edited = {
  readonly record: ShownRecord | undefined;
  readonly versions: readonly SavedVersion[];
  readonly kept: FormDraft;
  /** The kind of record with which a new automation begins. */
  readonly firstKind: string;
};

export type Editing = {
  readonly draft: AutomationDraft;
  /** Changes the draft. Changes with the same key, such as the letters of a text, are undone together. */
  readonly change: (next: AutomationDraft, key?: string) => void;
  readonly undo: (() => void) | undefined;
  /** Begins again with the newest version. */
  readonly forget: () => void;
  /** Takes the parts of a version into the draft. */
  readonly take: (version: SavedVersion) => void;
  readonly isChanged: boolean;
  readonly newest: SavedVersion | undefined;
  readonly live: SavedVersion | undefined;
  /** Stores the draft as a new version. Returns the id of the automation; undefined where it was refused. */
  readonly save: () => Promise<string | undefined>;
  readonly putLive: (version: SavedVersion) => Promise<boolean>;
};

/** Returns the draft with which the editor begins: the newest version that this build can read, or an empty one. */
export function firstDraft({ record, versions, firstKind }: Omit<Edited, 'kept'>): AutomationDraft {
  const [newest] = versions;
  const read = versions.find(({ definition }) => definition !== undefined)?.definition;
  const begun = read ?? emptyDraft(firstKind);
  const name = textIn(record?.fields['name']);
  return { ...begun, name, describes: textIn(record?.fields['describes']), base: newest?.id ?? null };
}

const sameContents = (a: AutomationDraft, b: AutomationDraft): boolean =>
  JSON.stringify([a.name.trim(), a.describes.trim(), versionFields(a)]) === JSON.stringify([b.name.trim(), b.describes.trim(), versionFields(b)]); // prettier-ignore

/** Returns the draft of an automation, which every change writes to this device, and its acts (AUT-11). */
export function useEditing(edited: Edited): Editing {
  const { record, versions, kept } = edited;
  const { newId } = useAppPorts();
  const { person } = useSignedIn();
  const { perform } = useActs();
  const saved = firstDraft(edited);
  const [draft, setDraft] = useState<AutomationDraft>(() => readDraft(kept.values['draft']) ?? saved);
  const [past, setPast] = useState<readonly { readonly draft: AutomationDraft; readonly key: string | undefined }[]>(
    [],
  );
  const [newest] = versions;
  const live = versions.find(({ id }) => id === textIn(record?.fields['live']));
  const put = (next: AutomationDraft) => {
    setDraft(next);
    if (sameContents(next, saved)) kept.forget();
    else kept.onValue('draft', JSON.parse(JSON.stringify(next)) as JsonValue);
  };
  const change = (next: AutomationDraft, key?: string) => {
    if (key === undefined || past.at(-1)?.key !== key) setPast([...past.slice(-99), { draft, key }]);
    put(next);
  };
  const last = past.at(-1);
  const begin = (next: AutomationDraft) => {
    setPast([]);
    setDraft(next);
    kept.forget();
  };
  const save = async (): Promise<string | undefined> => {
    const name = draft.name.trim();
    const describes = draft.describes.trim();
    const number = Math.max(0, ...versions.map((one) => one.number)) + 1;
    const id = record?.id ?? newId();
    const own = { name, ...(describes === '' && record === undefined ? {} : { describes: describes || null }) };
    const changed = Object.fromEntries(Object.entries(own).filter(([field, value]) => (record?.fields[field] ?? null) !== value)); // prettier-ignore
    const ofVersion = { name: cutText(`${name}, version ${number}`, 160), automation: id, number, ...versionFields(draft) }; // prettier-ignore
    const edits = [
      ...(record === undefined
        ? [{ entity: automationKinds.automation, id, create: { fields: own, ownerId: person.id } }]
        : Object.keys(changed).length === 0
          ? []
          : [{ entity: automationKinds.automation, id, fields: changed }]),
      { entity: automationKinds.version, create: { fields: ofVersion, ownerId: person.id } },
    ];
    const ids = await perform({ label: cutLabel(`Saved version ${number} of ${name}`), edits });
    if (ids === undefined) return undefined;
    begin({ ...draft, name, describes, base: ids.at(-1) ?? null });
    return id;
  };
  const putLive = async ({ id, number }: SavedVersion): Promise<boolean> => {
    if (record === undefined) return false;
    const edits = [{ entity: automationKinds.automation, id: record.id, fields: { live: id } }];
    const label = cutLabel(`Put version ${number} of ${textIn(record.fields['name'])} live`);
    return (await perform({ label, edits })) !== undefined;
  };
  return {
    draft,
    change,
    undo: last && (() => { setPast(past.slice(0, -1)); put(last.draft); }),
    forget: () => begin(saved),
    take: ({ definition, id }) => { if (definition) change({ ...draft, ...definition, conditions: definition.conditions, base: id }); },
    isChanged: !sameContents(draft, saved),
    newest,
    live,
    save,
    putLive,
  }; // prettier-ignore
}
