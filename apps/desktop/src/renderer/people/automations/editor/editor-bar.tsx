import type { DraftFault } from '@outpost/domain/kernel/automation/automation-draft';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { nameOrNone } from './draft-words.ts';
import type { Editing } from './use-editing.ts';
import type { SavedVersion } from './use-versions.ts';
import { useDifferences } from './versions-pane.tsx';
import classes from './editor.module.css';

type Props = {
  readonly editing: Editing;
  readonly faults: readonly DraftFault[];
  readonly record: ShownRecord | undefined;
  readonly versions: readonly SavedVersion[];
  readonly onSaved: (id: string) => void;
  readonly onPutLive: (version: SavedVersion) => void;
  readonly onCompare: () => void;
  readonly onClose: () => void;
};

/** The bar of the editor: which version is live, what the draft is, and the acts that save it and put it live. */
export function EditorBar(props: Props) {
  const { editing, faults, record, versions, onSaved, onPutLive, onCompare, onClose } = props;
  const formats = useFormats();
  const isNarrow = useNarrow();
  const [isSaving, setSaving] = useState(false);
  const { draft, live, newest, isChanged } = editing;
  const found = useDifferences(live, draft);
  const isSettling = draft.base !== null && !versions.some(({ id }) => id === draft.base);
  const whyNotSaved = isSaving || isSettling
    ? 'It is being saved.'
    : !isChanged
      ? 'Nothing has changed since the last version.'
      : faults.length > 0
        ? `${formats.plural(faults.length, 'fault', 'faults')} first: ${faults[0]?.message ?? ''}`
        : undefined;
  const save = async () => {
    setSaving(true);
    const id = await editing.save();
    setSaving(false);
    if (id !== undefined && record === undefined) onSaved(id);
  };
  const isWaiting = newest !== undefined && newest.id !== live?.id;
  return (
    <>
      <ViewBar
        title={nameOrNone(draft)}
        navigation={
          <span className={classes.tags}>
            <Button size="sm" variant="quiet" icon="chevron-left" onClick={onClose}>
              {isNarrow ? 'Back' : 'All automations'}
            </Button>
            {isNarrow ? null : (
              <>
                {live === undefined ? null : <Tag tone="good">live, version {live.number}</Tag>}
                {isChanged ? <Tag>draft</Tag> : isWaiting ? <Tag>saved, version {newest.number}</Tag> : null}
              </>
            )}
          </span>
        }
        secondary={
          <>
            {isNarrow || found === undefined || found.length === 0 ? null : (
              <Button size="sm" variant="quiet" onClick={onCompare}>
                {formats.plural(found.length, 'difference', 'differences')} from live
              </Button>
            )}
            <IconButton icon="undo" size={32} label="Undo the last change" disabled={editing.undo === undefined} onClick={editing.undo} />
            {isChanged && !isNarrow ? <Button onClick={editing.forget}>Discard</Button> : null}
            {isWaiting && !isChanged ? (
              <Button variant="primary" onClick={() => onPutLive(newest)}>
                {isNarrow ? 'Put live' : `Put version ${newest.number} live`}
              </Button>
            ) : (
              <Button variant="primary" onClick={() => void save()} disabledReason={whyNotSaved}>
                {isNarrow ? 'Save' : `Save as version ${Math.max(0, ...versions.map((one) => one.number)) + 1}`}
              </Button>
            )}
          </>
        }
      />
      <Meanwhile editing={editing} versions={versions} />
    </>
  );
} // prettier-ignore

/** Says that somebody saved a version after this draft was begun. Both are kept: a version is never written over. */
function Meanwhile({ editing: { draft, newest, isChanged }, versions }: Pick<Props, 'editing' | 'versions'>) {
  const names = useRefNames(newest?.madeBy);
  const base = versions.find(({ id }) => id === draft.base);
  if (!isChanged || newest === undefined || base === undefined || newest.id === base.id) return null;
  return (
    <p className={classes.meanwhile} role="status">
      <Icon name="warning" size={14} /> This draft was begun with version {base.number}. Version {newest.number} by{' '}
      {names[newest.madeBy]?.title ?? 'somebody'} came meanwhile. Saving keeps both, and yours becomes the newest.
    </p>
  );
}
