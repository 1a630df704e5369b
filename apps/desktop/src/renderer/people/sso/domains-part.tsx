import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { SsoDomainShown } from '../../../bridge/calls/identity/sso-calls.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { useSsoRequest } from './use-sso.ts';
import people from '../people.module.css';
import classes from './sso.module.css';

/** The domains of the organisation. A provider vouches only for addresses of domains that a TXT record has proved. */
export function DomainsPart({
  domains,
  isReadOnly,
  onChanged,
}: {
  readonly domains: readonly SsoDomainShown[];
  readonly isReadOnly: boolean;
  readonly onChanged: () => void;
}) {
  const { bridge, copy } = useAppPorts();
  const [typed, setTyped] = useState('');
  const { problem, isBusy, send } = useSsoRequest();
  const add = async () => {
    if (typed.trim() === '') return;
    const added = await send(bridge.call('sso.addDomain', { domain: typed.trim() }));
    if (!added) return;
    setTyped('');
    onChanged();
  };
  const verify = async (domain: string) => {
    if (await send(bridge.call('sso.verifyDomain', { domain }))) onChanged();
  };
  const remove = async (domain: string) => {
    if ((await send(bridge.call('sso.removeDomain', { domain }))) !== undefined) onChanged();
  };
  return (
    <section className={classes.part} aria-labelledby="sso-domains">
      <h2 id="sso-domains">Domains</h2>
      <p className={people.hint}>
        A provider signs in only people with addresses of these domains. Prove that a domain is yours by a TXT record in
        its DNS.
      </p>
      <ul className={classes.list}>
        {domains.map(({ domain, record, verifiedAt }) => (
          <li key={domain} className={classes.row}>
            <div className={classes.grow}>
              <strong>{domain}</strong>
              {verifiedAt === null ? (
                <span className={people.hint}>
                  Add this TXT record: <code className={classes.code}>{record.name}</code> with the text{' '}
                  <code className={classes.code}>{record.text}</code>
                </span>
              ) : (
                <span className={people.hint}>Proved</span>
              )}
            </div>
            {verifiedAt === null ? (
              <>
                <Button onClick={() => void copy(record.text)}>
                  Copy the text <span className="outpost-visually-hidden">for {domain}</span>
                </Button>
                <Button disabled={isReadOnly || isBusy} onClick={() => void verify(domain)}>
                  Look for it <span className="outpost-visually-hidden">at {domain}</span>
                </Button>
              </>
            ) : null}
            <Button disabled={isReadOnly || isBusy} onClick={() => void remove(domain)}>
              Remove <span className="outpost-visually-hidden">{domain}</span>
            </Button>
          </li>
        ))}
      </ul>
      {isReadOnly ? null : (
        <SubmitForm className={classes.add} onSubmit={add}>
          <TextInput
            label="Another domain"
            placeholder="example.com"
            value={typed}
            maxLength={253}
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" disabled={isBusy}>
            Add the domain
          </Button>
        </SubmitForm>
      )}
      {problem === undefined ? null : <p role="alert">{problem}</p>}
    </section>
  );
}
