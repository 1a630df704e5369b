import { mostPictureBytes, smallPictureMediaTypes } from '@outpost/domain/kernel/files/small-pictures';
import { Button } from '@outpost/ui/parts/button';
import { usePicture } from '@outpost/ui/parts/pictures';
import { type ReactNode, useRef, useState } from 'react';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { giveFile } from '../files/give-file.ts';
import classes from './pictures.module.css';

type Props = {
  readonly entity: string;
  readonly id: string;
  /** "your picture": completes the labels of the buttons and of the act. */
  readonly what: string;
  readonly label: string;
  readonly hint: string;
  readonly children: ReactNode;
};

/** The largest picture that is drawn smaller here. Chosen: a photo of a telephone. */
const mostChosenBytes = 25_000_000;

/** One record's own picture, with the buttons to choose another one and to take it away. It is drawn small before it is kept. */
export function PictureLine({ entity, id, what, label, hint, children }: Props) {
  const { bridge, drawSmall } = useAppPorts();
  const { saidDone } = useActs();
  const chosen = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const has = usePicture(id) !== undefined;
  const set = async (draft: string | null, does: string) => {
    const done = await bridge.call('files.setPicture', { entity, id, label: `${does} ${what}`, draft });
    if (!done.ok) return setProblem(refusalText(done));
    saidDone(`${does} ${what}`, done.value.act);
    return undefined;
  };
  const choose = async (file: File) => {
    setProblem(undefined);
    if (!smallPictureMediaTypes.some((type) => type === file.type))
      return setProblem(`“${file.name}” is not a PNG, JPEG or WebP picture. Choose another one.`);
    if (file.size > mostChosenBytes)
      return setProblem(`“${file.name}” is larger than ${mostChosenBytes / 1_000_000} MB. Make it smaller.`);
    const small = await drawSmall(file);
    if (!small || small.size > mostPictureBytes)
      return setProblem(`“${file.name}” can’t be drawn: it is damaged or too large.`);
    const ending = small.type.slice('image/'.length);
    const draft = await giveFile(bridge, new File([small], `picture.${ending}`, { type: small.type }), () => undefined);
    if (!draft.ok) return setProblem(refusalText(draft));
    return set(draft.value, 'Changed');
  };
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await work().finally(() => setBusy(false));
  };
  return (
    <div className={classes.line} role="group" aria-label={label}>
      {children}
      <div className={classes.words}>
        <span>{label}</span>
        <span className={classes.hint}>{hint}</span>
        {problem === undefined ? null : (
          <span className={classes.problem} role="alert">
            {problem}
          </span>
        )}
      </div>
      <input
        ref={chosen}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={`Choose ${what}`}
        accept={smallPictureMediaTypes.join(',')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = ''; // the same file can be chosen again
          if (file) void run(() => choose(file));
        }}
      />
      <Button size="sm" icon="photo" disabled={isBusy} onClick={() => chosen.current?.click()}>
        {has ? 'Change' : 'Choose'} <span className="outpost-visually-hidden">{what}</span>
      </Button>
      {has ? (
        <Button size="sm" icon="trash" onClick={() => void run(() => set(null, 'Removed'))}>
          Remove <span className="outpost-visually-hidden">{what}</span>
        </Button>
      ) : null}
    </div>
  );
}
