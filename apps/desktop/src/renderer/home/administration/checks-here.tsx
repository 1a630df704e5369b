import type { ImportProgress } from '../../../bridge/import-plan.ts';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { duplicatesWords, useOpenDuplicates, usePossibleDuplicates } from '../../merging/possible-duplicates.tsx';
import { type JournalCheck, useLastJournalCheck, useVerifyJournal } from '../../queries/use-verify-journal.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { HomeLine, HomeSection } from '../home-section.tsx';

/** Returns the result of the last check of the journal in words. */
export function checkWords(check: JournalCheck | null, formats: Formats): string {
  if (check === null) return 'Not checked on this device yet';
  if (!check.ok) return check.problem ?? 'It is not the journal that this device saw';
  return check.isWhole
    ? `Whole: ${formats.plural(check.rows, 'row', 'rows')} checked by the server`
    : `The part of this device is whole: ${formats.plural(check.rows, 'signed head', 'signed heads')}. The server was not asked`;
}

/** Returns the import that runs or has failed on this device since the app started; undefined without one. */
function useImportHere(): ImportProgress | undefined {
  const bridge = useBridge();
  const [progress, setProgress] = useState<ImportProgress>();
  useEffect(() => bridge.subscribe('imports', setProgress), [bridge]);
  return progress?.state === 'running' || progress?.state === 'failed' ? progress : undefined;
}

/**
 * The facts of this device that concern an administrator: the check of the journal's chain, an import that runs or failed, and the
 * possible duplicates that it has found.
 */
export function ChecksHere({ readsJournal }: { readonly readsJournal: boolean }) {
  const formats = useFormats();
  const now = useNowMs();
  const navigate = useNavigate();
  const last = useLastJournalCheck();
  const verify = useVerifyJournal();
  const running = useImportHere();
  const duplicates = usePossibleDuplicates();
  const openDuplicates = useOpenDuplicates();
  if (!readsJournal && running === undefined && duplicates.length === 0) return null;
  return (
    <HomeSection title="On this device">
      <ul>
        {readsJournal && last !== undefined ? (
          <HomeLine
            before={<Icon name={last?.ok === false ? 'warning' : 'shield'} size={16} />}
            title="Chain of the journal"
            detail={`${checkWords(last, formats)}${last === null ? '' : `, ${formats.relative(last.at, now)}`}`}
            onPress={() => void navigate({ to: '/settings/journal' })}
            trailing={
              <Button size="sm" onClick={() => void verify()}>
                Check the chain
              </Button>
            }
          />
        ) : null}
        {running ? (
          <HomeLine
            before={<Icon name={running.state === 'failed' ? 'warning' : 'upload'} size={16} />}
            title={running.state === 'failed' ? 'An import failed' : 'An import is running'}
            detail={running.message ?? `${formats.count(running.done)} of ${formats.count(running.total)} records`}
            onPress={() => void navigate({ to: '/import' })}
          />
        ) : null}
        {duplicates.map((found) => (
          <HomeLine
            key={found.entity.name}
            before={<Icon name="merge" size={16} />}
            title={duplicatesWords(found, formats)}
            detail={found.entity.label.many}
            onPress={() => openDuplicates(found.entity)}
          />
        ))}
      </ul>
    </HomeSection>
  );
}
