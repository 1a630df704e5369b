import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { useFirstSteps } from '../home/first-steps.tsx';
import { useActs } from '../queries/use-acts.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { exampleMakers, exampleRequests } from './example-requests.ts';

/** The example data of the packs: believable records, made by ordinary acts of one group, so that one undo removes them all. */
export type ExampleData = {
  /** Whether the packs of the organisation have any, and the person may make all kinds of record. */
  readonly exists: boolean;
  /** The example data is here, or was begun. */
  readonly isMade: boolean;
  /** The number of finished acts, and their total; undefined while none are being made. */
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  readonly make: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** Returns the example data. It is made on this device, offline too, and sent like everything else. */
export function useExampleData(): ExampleData {
  const catalogue = useCatalogue();
  const session = useSignedIn();
  const principal = usePrincipal();
  const formats = useFormats();
  const { now, newId } = useAppPorts();
  const { kept, keepExample } = useFirstSteps();
  const { perform, undoGroup } = useActs();
  const [progress, setProgress] = useState<ExampleData['progress']>();
  const isAdministrator = administers(principal, entityOf(catalogue, 'platform/person'));
  const group = kept?.example ?? null;
  const teamId = principal.memberships.find((one) => one.teamId !== null)?.teamId ?? null;
  const make = async () => {
    const made = newId();
    keepExample(made); // first: begun records can be removed after any outcome
    const requests = exampleRequests(catalogue, {
      me: session.person.id,
      teamId,
      today: formats.dayOf(now()),
      timeZone: formats.timeZone,
      group: made,
      newId,
    });
    for (const [done, request] of requests.entries()) {
      setProgress({ done, total: requests.length });
      if (!(await perform(request, { isQuiet: true }))) break; // the refusal is shown
    }
    setProgress(undefined);
  };
  const remove = async () => {
    if (group !== null && (await undoGroup(group, 'Removed the example data'))) keepExample(null);
  };
  return {
    exists: isAdministrator && exampleMakers(catalogue).length > 0,
    isMade: group !== null,
    progress,
    make,
    remove,
  };
}
