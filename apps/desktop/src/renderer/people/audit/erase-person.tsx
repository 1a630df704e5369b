import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useState } from 'react';
import { useSignedIn } from '../../session/session-context.tsx';
import { useAppPorts } from '../../window/app-ports.tsx';
import { DocumentsTable } from './documents-table.tsx';
import classes from './audit.module.css';

/** Explains how a person without an account is erased by law: an operator's command does it. */
export function ErasePerson({ chosen }: { readonly chosen: string | undefined }) {
  const { organisation } = useSignedIn();
  const { copy } = useAppPorts();
  const [copied, setCopied] = useState<string>();
  const command = `npm run -s erase -- --organisation ${organisation.id} --record ${chosen ?? 'ID'} --with-children --reason "…" --dry-run`;
  const copyCommand = async () => {
    await copy(command);
    setCopied(command);
  };
  return (
    <section aria-labelledby="erase-person">
      <h2 id="erase-person">Erase a person without an account</h2>
      <p className={classes.text}>
        The records of a contact are erased with all that is about them. The app has no button for this. Ask the
        operator of your server to run this command. With --dry-run it lists the records that it would erase; without
        --dry-run it erases them. An erasure can’t be undone. The command does not erase people with an account.
      </p>
      <p className={classes.command}>{command}</p>
      <p>
        <Button size="sm" icon={copied === command ? 'check' : 'copy'} onClick={() => void copyCommand()}>
          {copied === command ? 'Copied' : 'Copy the command'}
        </Button>
      </p>
    </section>
  );
}

/**
 * The certificates of erasures: the erased kinds, the time and the person who ordered it, signed, without anything
 * about the erased person.
 */
export function Certificates() {
  const documents = useFromServer('audit.documents', null, { isAlwaysOld: true }); // others make reports, too
  return (
    <section aria-labelledby="certificates">
      <h2 id="certificates">Certificates of erasures</h2>
      <FromServer answer={documents} offline="The certificates are on the server">
        {({ documents: all, names }) => {
          const erasures = all.filter(({ kind }) => kind === 'erasure');
          return erasures.length === 0 ? (
            <EmptyState icon="file-text" title="Nobody was erased yet">
              Each erasure gets a certificate: what was erased, when, by whose order, and what is kept and why.
            </EmptyState>
          ) : (
            <DocumentsTable label="Certificates" when="Erased" documents={erasures} names={names} />
          );
        }}
      </FromServer>
    </section>
  );
}
