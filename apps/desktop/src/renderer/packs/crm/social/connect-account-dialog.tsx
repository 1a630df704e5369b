import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { z } from 'zod';
import type { BridgeResult } from '../../../../bridge/contract.ts';
import classes from '../../../people/people.module.css';
import { refusalText } from '../../../queries/use-acts.ts';
import { type FormProblem, useFormRequests } from '../../../queries/use-form-requests.ts';
import { PasswordField } from '../../../session/session-fields.tsx';
import { useBridge } from '../../../window/app-ports.tsx';
import dialog from '../../../window/dialog.module.css';
import { Dialog } from '../../../window/dialog.tsx';

const fields = ['pageId', 'token', 'appSecret'] as const;
type Field = (typeof fields)[number];

/** Returns the field that the server names. */
function problemOf(result: Extract<BridgeResult<unknown>, { ok: false }>): FormProblem<Field> {
  const details: unknown = 'details' in result ? result.details : undefined;
  const path = typeof details === 'object' && details !== null && 'path' in details ? details.path : undefined;
  return { field: fields.find((field) => path === `body.${field}`) ?? null, text: refusalText(result) };
}

const connectedSchema = z.object({ name: z.string() });

/** SOC-1: asks for the token of a page at Facebook. The server asks Facebook with it before it keeps it, sealed. */
export function ConnectAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const [pageId, setPageId] = useState('');
  const [token, setToken] = useState('');
  const [appSecret, setAppSecret] = useState('');
  const { setProblem, isBusy, errorAt, send } = useFormRequests<Field>(problemOf);
  const connect = async () => {
    if (isBusy) return undefined;
    if (!/^\d{1,30}$/u.test(pageId.trim()))
      return setProblem({ field: 'pageId', text: 'Type the digits that Facebook shows for the page.' });
    if (token.trim() === '') return setProblem({ field: 'token', text: 'Type the token of the page.' });
    if (appSecret.trim() === '') return setProblem({ field: 'appSecret', text: 'Type the secret of the app.' });
    const given = { network: 'facebook', pageId: pageId.trim(), token: token.trim(), appSecret: appSecret.trim() };
    const done = await send(bridge.call('packs.ask', { pack: 'crm', route: 'connect-social-account', given }));
    if (!done.ok) return undefined;
    const read = connectedSchema.safeParse(done.value.value);
    show({ text: `${read.success ? read.data.name : 'The page'} is connected` });
    onClose();
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="Connect a page at Facebook" size="md">
      <SubmitForm className={dialog.dialog} onSubmit={connect}>
        <p className={dialog.quiet}>
          Facebook’s developer pages show all three, for an app of yours with the rights to manage the page. The server
          keeps the token and the secret sealed. No device gets them.
        </p>
        <TextInput
          label="Id of the page"
          inputMode="numeric"
          value={pageId}
          error={errorAt('pageId')}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setPageId(event.currentTarget.value.slice(0, 30))}
        />
        <PasswordField label="Token of the page" value={token} error={errorAt('token')} onChange={setToken} />
        <PasswordField
          label="Secret of the app"
          value={appSecret}
          error={errorAt('appSecret')}
          onChange={setAppSecret}
        />
        {errorAt(null) === undefined ? null : (
          <p role="alert" className={classes.error}>
            {errorAt(null)}
          </p>
        )}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={isBusy ? 'Facebook is being asked.' : undefined}
          >
            Connect
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
