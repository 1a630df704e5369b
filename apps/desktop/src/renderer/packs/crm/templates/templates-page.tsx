import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { Button } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { mayCreate } from '../../../records/may.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { NewTemplateDialog } from './new-template-dialog.tsx';
import { TemplateEditor } from './template-editor.tsx';
import { templateKind, useTemplates } from './use-templates.ts';
import classes from './templates.module.css';

/** Issue 15, screen 26: the templates of e-mails, and the editor of one beside them. */
export function TemplatesPage() {
  const templates = useTemplates();
  const mayWrite = mayCreate(usePrincipal(), templateKind);
  const isNarrow = useNarrow();
  const [isNew, setNew] = useState(false);
  const [chosen, setChosen] = useState<string>();
  if (templates === undefined) return null; // takes some milliseconds
  const shown = templates.find(({ id }) => id === chosen) ?? (isNarrow ? undefined : templates[0]);
  const add = { label: 'New template', onPress: () => setNew(true) };
  return (
    <>
      <ViewBar title="Templates" {...(mayWrite ? { primary: { ...add, icon: 'plus' } } : {})} />
      {templates.length === 0 ? (
        <EmptyState icon="file-text" title="No templates yet" {...(mayWrite ? { add } : {})}>
          A template is an e-mail that is written once and filled in with the values of a deal, a contact or a lead. It
          works without a network, too.
        </EmptyState>
      ) : (
        <div className={classes.page}>
          {isNarrow && shown !== undefined ? (
            <div className={classes.back}>
              <Button size="sm" icon="chevron-left" onClick={() => setChosen(undefined)}>
                All templates
              </Button>
            </div>
          ) : (
            <TemplateList templates={templates} chosen={shown?.id} onChoose={setChosen} />
          )}
          {shown === undefined ? null : <TemplateEditor key={shown.id} template={shown} mayWrite={mayWrite} />}
        </div>
      )}
      {isNew ? (
        <NewTemplateDialog
          onClose={() => setNew(false)}
          onMade={(id) => {
            setNew(false);
            setChosen(id);
          }}
        />
      ) : null}
    </>
  );
}

type ListProps = {
  readonly templates: readonly ShownRecord[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
};

/** The templates by the kind of record about which they are written. */
function TemplateList({ templates, chosen, onChoose }: ListProps) {
  const { entities } = useCatalogue();
  const byKind = Object.entries(Object.groupBy(templates, ({ fields }) => textIn(fields['about'])));
  return (
    <nav className={classes.side} aria-label="Templates">
      {byKind.map(([kind, ofKind = []]) => (
        <section key={kind}>
          <h2 className={classes.kind}>{entities.get(kind)?.label.many ?? kind}</h2>
          <ul>
            {ofKind.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className={classes.entry}
                  aria-current={one.id === chosen}
                  onClick={() => onChoose(one.id)}
                >
                  <span dir="auto">{titleOf(templateKind, one)}</span>
                  {one.fields['retired'] === true ? <span className={classes.quiet}>no longer offered</span> : null}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
