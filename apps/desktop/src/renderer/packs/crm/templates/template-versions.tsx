import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import classes from './templates.module.css';

type Props = {
  /** The newest first. */
  readonly versions: readonly ShownRecord[];
  /** Puts the words of a version into the draft. */
  readonly onTake: (version: ShownRecord) => void;
};

/** The versions of a template. The newest is in use; the words of an older one can be taken into the draft. */
export function TemplateVersions({ versions, onTake }: Props) {
  const formats = useFormats();
  const { person } = useSignedIn();
  const names = useRefNames(useMemo(() => versions.map(({ createdBy }) => createdBy), [versions]));
  if (versions.length === 0)
    return <p className={classes.quiet}>It has no words yet. Nobody is offered it before it is saved.</p>;
  return (
    <section aria-label="Versions">
      <h3 className={classes.kind}>Versions</h3>
      <ol className={classes.versions}>
        {versions.map((version, place) => (
          <li key={version.id}>
            <span>
              {place === 0 ? <b>In use</b> : null} {formats.instant(version.createdAt)},{' '}
              {version.createdBy === person.id ? 'you' : (names[version.createdBy]?.title ?? 'somebody')}
            </span>
            <span className={classes.quiet} dir="auto">
              {textIn(version.fields['subject'])}
            </span>
            {place === 0 ? null : (
              <Button size="sm" onClick={() => onTake(version)}>
                Take these words
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
