import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { holdsGrant } from '@outpost/domain/kernel/access/holds-grant';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { mayCreate, refusalOf } from '../../../records/may.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal, useSignedIn } from '../../../session/session-context.tsx';
import { SnippetDialog } from './snippet-dialog.tsx';
import { snippetKind, useSnippets } from './use-snippets.ts';
import classes from './snippets.module.css';

const unnamed = () => undefined;

/** PSH-1: the snippets of the person, and those of everybody. */
export function SnippetsPage() {
  const snippets = useSnippets();
  const principal = usePrincipal();
  const { person } = useSignedIn();
  const [open, setOpen] = useState<ShownRecord | 'new'>();
  if (snippets === undefined) return null; // takes some milliseconds
  const mayWrite = mayCreate(principal, snippetKind);
  const may = (action: 'update' | 'delete', record: ShownRecord) => refusalOf(principal, action, snippetKind, { record, nameOf: unnamed }) === undefined; // prettier-ignore
  const add = { label: 'New snippet', onPress: () => setOpen('new') };
  const groups = [
    { label: 'Yours', rows: snippets.filter((one) => one.ownerId === person.id && one.fields['audience'] !== 'everyone') },
    { label: 'Everybody’s', rows: snippets.filter((one) => one.fields['audience'] === 'everyone') },
    { label: 'Of others', rows: snippets.filter((one) => one.ownerId !== person.id && one.fields['audience'] !== 'everyone') },
  ].filter(({ rows }) => rows.length > 0); // prettier-ignore
  return (
    <>
      <ViewBar title="Snippets" {...(mayWrite ? { primary: { ...add, icon: 'plus' } } : {})} />
      {snippets.length === 0 ? (
        <EmptyState icon="quote" title="No snippets yet" {...(mayWrite ? { add } : {})}>
          A snippet is a text that you write often, such as an address. Type its shortcut and a blank in any text, and
          its words stand there. It works without a network, too.
        </EmptyState>
      ) : (
        <div className={classes.page}>
          {groups.map(({ label, rows }) => (
            <section key={label} aria-label={label}>
              <h2 className={classes.heading}>{label}</h2>
              <ul className={classes.rows}>
                {rows.map((one) => (
                  <li key={one.id} className={classes.row}>
                    <code className={classes.shortcut}>{textIn(one.fields['shortcut'])}</code>
                    <span className={classes.texts}>
                      {may('update', one) ? (
                        <button type="button" className={classes.name} dir="auto" onClick={() => setOpen(one)}>
                          {titleOf(snippetKind, one)}
                        </button>
                      ) : (
                        <span className={classes.name} dir="auto">
                          {titleOf(snippetKind, one)}
                        </span>
                      )}
                      <span className={classes.words} dir="auto">
                        {textIn(one.fields['words'])}
                      </span>
                    </span>
                    <span className={classes.language}>{textIn(one.fields['language'])}</span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {open === undefined ? null : (
        <SnippetDialog
          {...(open === 'new' ? {} : { snippet: open })}
          mayOpen={holdsGrant(principal, snippetKind, 'administer')}
          mayDelete={open !== 'new' && may('delete', open)}
          snippets={snippets}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
