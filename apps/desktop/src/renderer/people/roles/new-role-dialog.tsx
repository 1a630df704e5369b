import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { Button } from '@outpost/ui/parts/button';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useState } from 'react';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { refusalText, useActs } from '../../queries/use-acts.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { useLatest } from '../../window/use-latest.ts';
import { roleNameSpecs, wrongRoleName } from './role-name.ts';
import { grantsOfRole, keyOfRole, labelOfRole } from '../memberships.ts';

const nothing = 'nothing';

/** Returns a key for a role of this name that no role has: "site-lead", "site-lead-2". Keys never change, names do. */
export function keyForRole(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '') // accents
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^[^a-z]+|-+$/gu, '')
    .slice(0, 50);
  const key = words.length < 2 ? 'role' : words;
  for (let number = 1; ; number += 1) {
    const next = number === 1 ? key : `${key}-${number}`;
    if (!taken.has(next)) return next;
  }
}

/** Returns the act that makes a role, with the grants of another one. */
export function newRoleRequest(
  entity: string,
  wish: { readonly label: string; readonly describes: string; readonly from: ShownRecord | undefined },
  taken: ReadonlySet<string>,
): ActRequest {
  const { label, describes, from } = wish;
  return {
    label: cutLabel(`Added the role ${label}`),
    edits: [
      {
        entity,
        create: {
          ownerId: null,
          fields: {
            key: keyForRole(label, taken),
            label,
            ...(describes === '' ? {} : { describes }),
            grants: from ? [...grantsOfRole(from)].sort() : [],
            builtIn: false,
            portal: from?.fields['portal'] === true,
          },
        },
      },
    ],
  };
}

/** Asks for a new role: its name, and the role whose rights it begins with. */
export function NewRoleDialog({
  entity,
  roles,
  taken,
  copyOf,
  refusalOf,
  onClose,
  onMade,
}: {
  readonly entity: string;
  readonly roles: readonly ShownRecord[];
  /** The keys of all roles, also of deleted ones. */
  readonly taken: ReadonlySet<string>;
  readonly copyOf: ShownRecord | undefined;
  /** Returns why the author may not make a role with the rights of this one. */
  readonly refusalOf: (from: ShownRecord) => string | undefined;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}) {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const { values, latest, change } = useLatest(() => ({
    label: '',
    describes: '',
    from: copyOf && refusalOf(copyOf) === undefined ? keyOfRole(copyOf) : nothing,
  }));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const specs: readonly FieldSpec[] = [
    ...roleNameSpecs,
    {
      id: 'from',
      label: 'Begin with the rights of',
      kind: 'choice',
      isRequired: true,
      options: [
        { value: nothing, label: 'Nobody: no rights yet' },
        ...roles
          .filter((role) => refusalOf(role) === undefined)
          .map((role) => ({ value: keyOfRole(role), label: labelOfRole(role) })),
      ],
    },
  ];
  const make = async () => {
    const label = latest.current.label.trim();
    const wrong = wrongRoleName(label, roles);
    if (wrong !== undefined) return setErrors({ label: wrong });
    const from = roles.find((role) => keyOfRole(role) === latest.current.from);
    const request = newRoleRequest(entity, { label, describes: latest.current.describes.trim(), from }, taken);
    const answer = await bridge.call('acts.perform', request);
    if (!answer.ok) return setErrors({ label: refusalText(answer) });
    saidDone(request.label, answer.value.act);
    onClose();
    const [id] = answer.value.ids;
    if (id !== undefined) onMade(id);
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="New role" size={520}>
      <SubmitForm className={dialog.dialog} onSubmit={make}>
        <Form
          specs={specs}
          values={values}
          errors={errors}
          autoFocus
          onChange={(id, value) => {
            change({ [id]: textIn(value) });
            setErrors({});
          }}
        />
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter">
            Add the role
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
