import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Tag } from '@outpost/ui/parts/tag';
import { useMemo } from 'react';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { useWording, type Worded } from '../use-wording.ts';
import { differences } from './draft-words.ts';
import type { SavedVersion } from './use-versions.ts';
import classes from './editor.module.css';

type Props = {
  readonly draft: Worded;
  readonly isChanged: boolean;
  readonly versions: readonly SavedVersion[];
  readonly live: SavedVersion | undefined;
  readonly onTake: (version: SavedVersion) => void;
  readonly onPutLive: (version: SavedVersion) => void;
};

/** The differences from the live version, and all versions with the one that is live. */
export function VersionsPane({ draft, isChanged, versions, live, onTake, onPutLive }: Props) {
  const formats = useFormats();
  const { person } = useSignedIn();
  const names = useRefNames(useMemo(() => versions.map(({ madeBy }) => madeBy), [versions]));
  if (versions.length === 0) return <p className={classes.quiet}>It has no version yet. Saving makes the first one.</p>;
  return (
    <>
      <section aria-label="Differences">
        <h3 className={classes.heading}>
          {isChanged ? 'The draft' : `Version ${versions[0]?.number ?? ''}`}, against the live version
        </h3>
        <Differences live={live} draft={draft} />
      </section>
      <section aria-label="Versions">
        <h3 className={classes.heading}>Versions</h3>
        <ol className={classes.versions}>
          {versions.map((version) => (
            <li key={version.id}>
              <span>
                <b>Version {version.number}</b> {version.id === live?.id ? <Tag tone="good">live</Tag> : null}
              </span>
              <span className={classes.quiet} dir="auto">
                {formats.instant(version.madeAt)},{' '}
                {version.madeBy === person.id ? 'you' : (names[version.madeBy]?.title ?? 'somebody')}
              </span>
              {version.definition === undefined ? (
                <span className={classes.quiet}>This app cannot read it: it may be newer than the app.</span>
              ) : (
                <span className={classes.acts}>
                  <Button size="sm" variant="quiet" onClick={() => onTake(version)}>
                    Take {version.number} into the draft
                  </Button>
                  {version.id === live?.id ? null : (
                    <Button size="sm" onClick={() => onPutLive(version)}>
                      Make {version.number} live
                    </Button>
                  )}
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
      <p className={classes.quiet}>
        No version is ever changed or lost. Its steps have the rights of the person who saved it. Runs under way keep
        the version with which they started.
      </p>
    </>
  );
}

type DifferencesProps = { readonly live: SavedVersion | undefined; readonly draft: Worded };

/** The differences between the live version and another form of the automation, in words. */
export function Differences({ live, draft }: DifferencesProps) {
  const found = useDifferences(live, draft);
  if (live === undefined) return <p className={classes.quiet}>No version is live yet. It starts nothing.</p>;
  if (found === undefined) return <p className={classes.quiet}>This app cannot read the live version.</p>;
  if (found.length === 0) return <p className={classes.quiet}>Nothing. Both do the same.</p>;
  return (
    <ul className={classes.differences}>
      {found.map((words) => (
        <li key={words} dir="auto">
          {words}
        </li>
      ))}
    </ul>
  );
}

/** Returns the differences from the live version in words; undefined where there is none that can be read. */
export function useDifferences(live: SavedVersion | undefined, draft: Worded): readonly string[] | undefined {
  const was = live?.definition;
  const earlier = useWording(was);
  const now = useWording(draft);
  return useMemo(
    () => (was === undefined || earlier === undefined || now === undefined ? undefined : differences({ earlier, now }, was, draft)),
    [was, earlier, now, draft],
  ); // prettier-ignore
}
