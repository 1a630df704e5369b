import { draftFaults, type DraftFault } from '@outpost/domain/kernel/automation/automation-draft';
import { freeStepId, type StepPlace, withCopiedStep, withMovedStep, withNewStep, withoutStep } from '@outpost/domain/kernel/automation/draft-steps'; // prettier-ignore
import { ChoiceTabs } from '@outpost/ui/frame/choice-tabs';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { type Dispatch, type RefObject, type SetStateAction, useEffect, useMemo, useRef, useState } from 'react';
import { useCatalogue } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { DryRun } from '../dry-run.tsx';
import { useWording } from '../use-wording.ts';
import { AddStepMenu } from './add-step-menu.tsx';
import { ChosenPart } from './chosen-part.tsx';
import { EditorBar } from './editor-bar.tsx';
import { listedParts } from './listed-parts.ts';
import { PutLiveDialog } from './put-live-dialog.tsx';
import { StepCanvas } from './step-canvas.tsx';
import { type ChosenPlace, StepKeys, PartList } from './part-list.tsx';
import { newStepOf } from './step-editor.tsx';
import { type Edited, useEditing } from './use-editing.ts';
import type { SavedVersion } from './use-versions.ts';
import { VersionsPane } from './versions-pane.tsx';
import classes from './editor.module.css';

type Props = {
  readonly edited: Edited;
  readonly onSaved: (id: string) => void;
  readonly onClose: () => void;
};
type Pane = 'edit' | 'dry' | 'versions';

/** The editor: the steps as a list, the same as a drawing, and beside them what is chosen, the dry run and the versions. */
export function EditorPage({ edited, onSaved, onClose }: Props) {
  const catalogue = useCatalogue();
  const isNarrow = useNarrow();
  const editing = useEditing(edited);
  const { draft, change, live, newest } = editing;
  const wording = useWording(draft);
  const faults = useMemo(() => draftFaults(catalogue, draft), [catalogue, draft]);
  const parts = useMemo(
    () => (wording === undefined ? [] : listedParts({ draft, live: live?.definition, wording, faults })),
    [draft, live, wording, faults],
  );
  const [wish, setChosen] = useState<ChosenPlace>(edited.record === undefined ? 'about' : 'trigger');
  const chosen = parts.some(({ place }) => place === wish) ? wish : 'trigger';
  const [pane, setPane] = useState<Pane>('edit');
  const [isAdding, setAdding] = useState(false);
  const [focusAsked, askFocus] = useState(0);
  const [putting, setPutting] = useState<SavedVersion>();
  const form = useRef<HTMLDivElement>(null);
  const aside = useEscape(askFocus);
  const entity = catalogue.entities.get(draft.entity);
  const stepId = chosen.startsWith('step:') ? chosen.slice('step:'.length) : undefined;

  const choose = (place: ChosenPlace) => {
    setChosen(place);
    setPane('edit');
  };
  const edit = () => {
    setPane('edit');
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(fields)?.focus());
  };
  const add = (kind: Parameters<typeof newStepOf>[0]) => {
    const step = newStepOf(kind, freeStepId(draft.steps, kind));
    change({ ...draft, steps: withNewStep(draft.steps, placeBehind(chosen), step) });
    setChosen(`step:${step.id}`);
    edit();
  };
  const move = (way: 'up' | 'down') => {
    if (stepId === undefined) return;
    const steps = withMovedStep(draft.steps, stepId, way);
    if (steps !== draft.steps) change({ ...draft, steps });
  };
  const copy = () => {
    if (stepId === undefined) return;
    const copied = withCopiedStep(draft.steps, stepId);
    change({ ...draft, steps: copied.steps });
    choose(`step:${copied.copy}`);
  };
  const remove = () => {
    if (stepId === undefined) return;
    const at = parts.findIndex(({ place }) => place === chosen);
    const before = parts[at - 1];
    change({ ...draft, steps: withoutStep(draft.steps, stepId) });
    choose(before?.place ?? 'trigger');
    askFocus((count) => count + 1);
  };
  const list = (
    <section className={classes.side} aria-labelledby="automation-steps">
      <div className={classes.sideHead}>
        <h2 id="automation-steps" className={classes.heading}>
          Steps
        </h2>
        <AddStepMenu isOpen={isAdding} onOpen={setAdding} onAdd={add} />
      </div>
      <PartList
        parts={parts}
        chosen={chosen}
        focusAsked={focusAsked}
        onChoose={choose}
        onEdit={edit}
        onAdd={() => setAdding(true)}
        onMove={move}
        onCopy={copy}
        onRemove={remove}
        onUndo={() => editing.undo?.()}
      />
      {faults.some(({ place }) => place === 'steps') ? <Whole faults={faults} /> : null}
      {isNarrow ? null : <StepKeys />}
    </section>
  );
  return (
    <>
      <EditorBar
        editing={editing}
        faults={faults}
        record={edited.record}
        versions={edited.versions}
        onSaved={onSaved}
        onPutLive={setPutting}
        onCompare={() => setPane('versions')}
        onClose={onClose}
      />
      <div className={classes.page}>
        {list}
        {isNarrow ? null : (
          <StepCanvas
            steps={draft.steps}
            parts={new Map(parts.map((part) => [part.place, part]))}
            chosen={chosen}
            onChoose={choose}
          />
        )}
        <aside ref={aside} className={classes.pane} aria-label="Chosen part">
          <ChoiceTabs<Pane>
            label="Shown beside the steps"
            choices={[
              { value: 'edit', label: 'Edit' },
              { value: 'dry', label: 'Dry run' },
              { value: 'versions', label: 'Versions', count: String(edited.versions.length) },
            ]}
            value={pane}
            onChoose={setPane}
          />
          <div ref={form} className={classes.form}>
            {pane === 'dry' ? (
              <DryPane newest={newest} isChanged={editing.isChanged} />
            ) : pane === 'versions' ? (
              <VersionsPane
                draft={draft}
                isChanged={editing.isChanged}
                versions={edited.versions}
                live={live}
                onTake={editing.take}
                onPutLive={setPutting}
              />
            ) : (
              <ChosenPart
                key={chosen}
                draft={draft}
                of={entity}
                chosen={chosen}
                part={parts.find(({ place }) => place === chosen)}
                onChange={change}
                acts={{ move, copy, remove }}
                onAdd={() => setAdding(true)}
              />
            )}
          </div>
        </aside>
      </div>
      {putting === undefined ? null : (
        <PutLiveDialog
          version={putting}
          live={live}
          isPaused={textIn(edited.record?.fields['pausedAt']) !== ''}
          onClose={() => setPutting(undefined)}
          onPut={async () => {
            if (await editing.putLive(putting)) setPutting(undefined);
          }}
        />
      )}
    </>
  );
} // prettier-ignore

/** Returns the reference of an element in which Esc counts up, unless a list in it is open. */
function useEscape(count: Dispatch<SetStateAction<number>>): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = element;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !(event.target instanceof Element)) return;
      if (event.target.getAttribute('aria-expanded') === 'true') return;
      event.preventDefault();
      count((earlier) => earlier + 1);
    };
    current?.addEventListener('keydown', onKeyDown);
    return () => current?.removeEventListener('keydown', onKeyDown);
  }, [count]);
  return element;
}

/** The elements of a form that take the focus first. */
const fields = ':is(input:not([type="hidden"]), textarea, select, button):not([disabled])';

/** Returns where a step comes that is added while a place is chosen. */
function placeBehind(chosen: ChosenPlace): StepPlace {
  const [kind, id = '', part] = chosen.split(':');
  if (kind === 'step') return { after: id };
  return kind === 'part' ? { in: id, part: part === 'yes' ? 'yes' : 'no' } : 'first';
}

/** The faults of all steps together. */
const Whole = ({ faults }: { readonly faults: readonly DraftFault[] }) =>
  faults
    .filter(({ place }) => place === 'steps')
    .map(({ message }) => (
      <p key={message} className={classes.fault}>
        {message}
      </p>
    ));

/** The dry run of the newest version. The draft itself is on this device only, so the server cannot run it. */
function DryPane({ newest, isChanged }: { readonly newest: SavedVersion | undefined; readonly isChanged: boolean }) {
  const wording = useWording(newest?.definition);
  if (newest?.definition === undefined || wording === undefined)
    return <p className={classes.quiet}>Save the draft first. The server has the journal, and runs saved versions.</p>;
  return (
    <>
      <p className={classes.quiet}>
        {isChanged ? `Version ${newest.number}, without the changes that are not saved yet.` : `Version ${newest.number}.`}
      </p>
      <DryRun key={newest.id} version={newest.id} definition={newest.definition} wording={wording} />
    </>
  );
} // prettier-ignore
