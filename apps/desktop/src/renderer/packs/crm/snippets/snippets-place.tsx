import type { fillSnippet } from '@outpost/domain/kernel/templates/fill-snippet';
import type { OfferedSnippet, Snippets } from '@outpost/ui/snippets/snippets-context';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSignedIn } from '../../../session/session-context.tsx';
import type { RecordPartProps, SnippetsSourceProps } from '../../../slots/pack-screens.ts';
import { type OfferedValue, valuesByName, valuesOfMe } from '../templates/offered-values.ts';
import { useOfferedValues } from '../templates/use-offered-values.ts';
import { snippetValues } from './snippet-values.ts';
import { useChosenSnippets } from './use-snippets.ts';

/**
 * PSH-2, PSH-3: gives the snippets of this person to the text fields of a place, filled in with the values of a record where there is one.
 * The snippets, the values and the language of templates are read when a person first enters a text field.
 */
export function SnippetsOfPerson({ about, onSnippets }: SnippetsSourceProps) {
  const { person } = useSignedIn();
  const [isWanted, setWanted] = useState(false);
  const [fill, setFill] = useState<typeof fillSnippet>();
  const [offered, setOffered] = useState<readonly OfferedSnippet[]>(none);
  const [values, setValues] = useState<readonly OfferedValue[]>();
  useEffect(() => {
    if (!isWanted) return undefined;
    let isHere = true;
    void import('@outpost/domain/kernel/templates/fill-snippet').then((loaded) => {
      if (isHere) setFill(() => loaded.fillSnippet);
    });
    return () => {
      isHere = false;
    };
  }, [isWanted]);
  const onWanted = useCallback(() => setWanted(true), []);
  const isAbout = about !== undefined;
  const snippets = useMemo((): Snippets => {
    const known = (isAbout ? values : undefined) ?? valuesOfMe(person);
    const labelOf = (path: string) => known.find((one) => one.path === path)?.label ?? nameOfPath(path);
    return {
      offered: fill === undefined || (isAbout && values === undefined) ? none : offered,
      onWanted,
      wordsOf: ({ words }) =>
        fill?.(words, snippetValues(valuesByName(known)), labelOf) ?? {
          ok: false,
          fault: 'its values are still being read.',
        },
    };
  }, [fill, isAbout, offered, onWanted, person, values]);
  useEffect(() => onSnippets(snippets), [onSnippets, snippets]);
  return (
    <>
      {isWanted ? <ReadSnippets onRead={setOffered} /> : null}
      {isWanted && about !== undefined ? <ReadValues {...about} onRead={setValues} /> : null}
    </>
  );
}
const none: readonly OfferedSnippet[] = [];

/** Returns a name for a value that nothing here has: "contact.firstName" → "contact first name". */
const nameOfPath = (path: string): string =>
  path
    .split('.')
    .map((part) => part.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' '))
    .join(' ');

function ReadSnippets({ onRead }: { readonly onRead: (offered: readonly OfferedSnippet[]) => void }) {
  const chosen = useChosenSnippets();
  useEffect(() => onRead(chosen), [chosen, onRead]);
  return null;
}

type ReadValuesProps = RecordPartProps & { readonly onRead: (values: readonly OfferedValue[]) => void };

function ReadValues({ entity, record, onRead }: ReadValuesProps) {
  const values = useOfferedValues(entity, record);
  useEffect(() => onRead(values), [values, onRead]);
  return null;
}
