import { TextInput } from '@mantine/core';
import { holdsGrant } from '@outpost/domain/kernel/access/holds-grant';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import type { Undertaking } from '../../bridge/shapes/undertaking.ts';
import { KeptRefusedRowsLine } from '../files/kept-refused-rows.tsx';
import { Dialog } from '../window/dialog.tsx';
import { useUndertakings } from '../queries/sync-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import dialog from '../window/dialog.module.css';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useLiveValue, usePrincipal } from '../session/session-context.tsx';
import { undertakingWords } from './undertaking-words.ts';
import { actIcon } from './act-icon.ts';
import classes from './sync.module.css';

/** The numbers shown at first, and after each press for older ones. */
const first = 5;
const step = 30;
/** The most that the device is asked for at once. */
const most = 1_000;

type SectionProps = {
  readonly of: CallInput<'acts.undertakings'>['of'];
  readonly title: string;
  /** Whose they are, and of which time. */
  readonly scope: string;
  /** Drawn in place of the section where there is none. */
  readonly none?: ReactNode;
  /** Drawn below the list. */
  readonly footnote?: ReactNode;
  /** A way from one of them to its journal. */
  readonly wayOf?: (undertaking: Undertaking) => ReactNode;
};

/**
 * The person's imports and other changes of many records, each with undo, even long after the session that made them
 * (S-4c, S-9).
 */
export const Undertakings = () => (
  <UndertakingSection of="mine" title="Imports and changes of many records" scope="yours, of the last 90 days" />
);

/** Imports and other changes of many records. Older ones are found by the name of their file, or by the words of their line. */
export function UndertakingSection({ of, title, scope, none = null, footnote, wayOf }: SectionProps) {
  const formats = useFormats();
  const [text, setText] = useState('');
  const [limit, setLimit] = useState(first);
  const told = useUndertakings({ of, text: useDeferredValue(text), limit }).data;
  const { userId } = usePrincipal();
  const others = told?.undertakings.flatMap(({ by, undone }) => [by, undone?.by].filter((id) => id !== userId));
  const refs = useRefNames(others);
  if (!told) return null;
  if (told.count === 0) return none;
  const { undertakings, found, count, isComplete } = told;
  const hidden = found - undertakings.length;
  return (
    <section className={classes.diary} aria-label={title}>
      <h2>
        {title} <span>{scope}</span>
      </h2>
      {isComplete ? null : (
        <p className={classes.faint}>
          Their history is still on its way: they can be undone from this device when all of it is here.
        </p>
      )}
      {count <= first ? null : (
        <TextInput
          type="search"
          aria-label="Find an import or a change by its words or its file"
          placeholder="Find by words or file name"
          size="sm"
          maxLength={200}
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
      )}
      <p className="outpost-visually-hidden" role="status">
        {text === '' ? '' : formats.plural(found, 'found', 'found')}
      </p>
      {found === 0 ? (
        <p className={classes.faint}>
          Nothing of the last 90 days has these words. Names of files are known on the device that imported them.
        </p>
      ) : (
        <ul>
          {undertakings.map((one) => (
            <UndertakingLine
              key={one.id}
              undertaking={one}
              isWhole={isComplete}
              nameOf={(id) => refs[id]?.title ?? 'Somebody who is not shared with you'}
              way={wayOf?.(one)}
            />
          ))}
        </ul>
      )}
      {hidden <= 0 || limit >= most ? null : (
        <Button variant="quiet" onClick={() => setLimit((shown) => Math.min(most, shown + step))}>
          Show {formats.plural(Math.min(hidden, step), 'older one', 'older ones')}
        </Button>
      )}
      {footnote}
    </section>
  );
}

type LineProps = {
  readonly undertaking: Undertaking;
  readonly isWhole: boolean;
  readonly nameOf: (person: string) => string;
  readonly way: ReactNode;
};

function UndertakingLine({ undertaking, isWhole, nameOf, way }: LineProps) {
  const formats = useFormats();
  const principal = usePrincipal();
  const catalogue = usePastCatalogue();
  const [isAsking, setAsking] = useState(false);
  const words = undertakingWords(undertaking, { formats, catalogue });
  const { by, undone, parts } = undertaking;
  const isMine = by === principal.userId;
  /** Whether a role of the person allows the opposite of its changes. The device judges each record. */
  const mayUndo =
    isMine ||
    parts.every(({ entity, isCreated }) => {
      const kind = catalogue.entities.get(entity);
      return kind !== undefined && holdsGrant(principal, kind, isCreated ? 'delete' : 'update');
    });
  return (
    <li className={classes.line}>
      <time dateTime={undertaking.madeAt} title={formats.instant(undertaking.madeAt, true)}>
        {formats.date(formats.dayOf(undertaking.madeAt))}
      </time>
      <span className={classes.lineIcon}>
        <Icon name={actIcon(undertaking.label) ?? (undertaking.kind === 'group' ? 'upload' : 'pencil')} size={14} />
      </span>
      <div className={classes.what}>
        <strong dir="auto">{words.title}</strong>
        <span className={classes.detail} dir="auto">
          {[...(isMine ? [] : [nameOf(by)]), words.detail].filter((part) => part !== '').join(': ')}
        </span>
        {way}
        {undertaking.refusedRows === null ? null : (
          <KeptRefusedRowsLine of={undertaking.refusedRows} day={formats.dayOf(undertaking.madeAt)} />
        )}
      </div>
      {undertaking.isBeingUndone ? (
        <Tag>Undone, to send</Tag>
      ) : !isWhole ? null : undone !== null && words.left === 0 ? (
        <span className={classes.faint}>
          Undone{undone.by === principal.userId ? '' : ` by ${nameOf(undone.by)}`} on{' '}
          {formats.date(formats.dayOf(undone.at))}
        </span>
      ) : words.left === 0 ? (
        <span className={classes.faint}>Nothing left to undo</span>
      ) : !mayUndo ? (
        <span className={classes.faint}>Your role may not undo it</span>
      ) : (
        <Button icon="undo" size="sm" onClick={() => setAsking(true)}>
          Undo
        </Button>
      )}
      {isAsking ? <UndoDialog undertaking={undertaking} onClose={() => setAsking(false)} /> : null}
    </li>
  );
}

/**
 * Explains before an undo which values it restores and which it cannot, because it may change thousands of records on
 * everyone's devices.
 */
function UndoDialog({ undertaking, onClose }: { readonly undertaking: Undertaking; readonly onClose: () => void }) {
  const formats = useFormats();
  const client = useQueryClient();
  const { undo, undoGroup } = useActs();
  const isOffline = useLiveValue('sync', (sync) => sync?.state === 'offline');
  const [isBusy, setBusy] = useState(false);
  const { id, kind } = undertaking;
  const words = undertakingWords(undertaking, { formats, catalogue: usePastCatalogue() });
  const run = async () => {
    setBusy(true);
    if (kind === 'group') await undoGroup(id, `Undone: ${words.title}`);
    else await undo(id);
    await client.invalidateQueries({ queryKey: ['acts.undertakings'] });
    onClose();
  };
  return (
    <Dialog isForReading title={`Undo “${words.title}”`} size={520} onClose={onClose}>
      <div className={dialog.dialog}>
        <section>
          <h3 className={classes.asks}>Effects</h3>
          <ul className={classes.asked}>
            {words.turnsBack.map((text) => (
              <li key={text}>{text}</li>
            ))}
            <li>
              {isOffline
                ? 'You are offline: it is done here at once, and for everyone with the next contact.'
                : 'It is done here at once, and for everyone as soon as it is sent.'}
            </li>
          </ul>
        </section>
        <section>
          <h3 className={classes.asks}>Unchanged</h3>
          <ul className={classes.asked}>
            {words.leaves.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" icon="undo" disabled={isBusy} onClick={() => void run()}>
            {isBusy ? 'Undoing' : `Undo ${formats.plural(words.left, 'record', 'records')}`}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
