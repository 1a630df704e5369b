import { Checkbox, Switch } from '@mantine/core';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useSignedIn } from '../../session/session-context.tsx';
import { useBridge } from '../../window/app-ports.tsx';
import { useEntity } from '../../records/use-entity.ts';
import { usePeople, usePeopleEntities } from '../use-people.ts';
import { type ShownSsoSettings, useSsoRequest } from './use-sso.ts';
import people from '../people.module.css';
import classes from './sso.module.css';

/** Whether people sign in by the provider only, and the people who keep a password for the day on which the provider fails. */
export function RulePart({
  settings: { rule },
  isReadOnly,
  onChanged,
}: {
  readonly settings: ShownSsoSettings;
  readonly isReadOnly: boolean;
  readonly onChanged: () => void;
}) {
  const bridge = useBridge();
  const { person: me } = useSignedIn();
  const entity = useEntity(usePeopleEntities().person);
  const found = usePeople();
  const { problem, isBusy, send } = useSsoRequest();
  const change = async (next: Partial<ShownSsoSettings['rule']>) => {
    if (await send(bridge.call('sso.changeRule', { ...rule, ...next }))) onChanged();
  };
  const isKeeper = rule.breakGlass.includes(me.id);
  const others = rule.breakGlass.filter((id) => id !== me.id);
  const named = new Map((found?.people ?? []).map((person) => [person.id, titleOf(entity, person)]));
  const mine = (isOn: boolean) => (isOn ? [...others, me.id] : others);
  return (
    <section className={classes.part} aria-labelledby="sso-rule">
      <h2 id="sso-rule">Rules</h2>
      <Checkbox
        label="I keep my password"
        description="For the day on which the provider fails. It works with your second factor only, so set one up first."
        checked={isKeeper}
        disabled={isReadOnly || isBusy}
        onChange={(event) => void change({ breakGlass: mine(event.currentTarget.checked) })}
      />
      {others.length === 0 ? null : (
        <p className={people.hint}>
          {`These people keep their passwords, too: ${others.map((id) => named.get(id) ?? 'somebody else').join(', ')}.`}
        </p>
      )}
      <Switch
        label="People sign in by the identity provider only"
        description="Passwords stop working, except for people who keep their passwords. There must be a provider, a proved domain, and one administrator who keeps a password. Sessions that are open stay."
        checked={rule.isEnforced}
        disabled={isReadOnly || isBusy}
        onChange={(event) => void change({ isEnforced: event.currentTarget.checked })}
      />
      <Switch
        label="Ask for the second factor after the provider, too"
        description="Leave it off if the provider asks for one itself."
        checked={rule.asksSecond}
        disabled={isReadOnly || isBusy}
        onChange={(event) => void change({ asksSecond: event.currentTarget.checked })}
      />
      {problem === undefined ? null : <p role="alert">{problem}</p>}
    </section>
  );
}
