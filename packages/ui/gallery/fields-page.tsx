import { useState } from 'react';
import { Button, IconButton } from '../src/parts/button.tsx';
import { ConfirmByTyping } from '../src/frame/confirm-by-typing.tsx';
import type { FieldSpec, FieldValue } from '../src/fields/field-spec.ts';
import { FilterBuilder } from '../src/filter/filter-builder.tsx';
import { Form } from '../src/fields/editors/form.tsx';
import { Stepper } from '../src/frame/stepper.tsx';
import { Tag } from '../src/parts/tag.tsx';
import { CloseBar, TitlePath } from '../src/frame/view-bar.tsx';
import { WizardFooter } from '../src/frame/wizard-footer.tsx';

const people = ['Ilse Torvane', 'Dana Rehmark', 'Noor Halvani'];
const specs: readonly FieldSpec[] = [
  { id: 'name', label: 'Employer', kind: 'text', isRequired: true, help: 'As written on the payslip' },
  { id: 'phone', label: 'Employer’s phone', kind: 'phone', country: 'US' },
  { id: 'mail', label: 'E-mail', kind: 'email' },
  { id: 'income', label: 'Base income', kind: 'money', currency: 'USD', min: 0 },
  { id: 'share', label: 'Share of the business', kind: 'percent', min: 0, max: 100 },
  { id: 'years', label: 'Years in the line', kind: 'number', decimals: 0, unit: 'years' },
  { id: 'started', label: 'Started', kind: 'date' },
  { id: 'seen', label: 'Verified at', kind: 'instant' },
  { id: 'call', label: 'Length of the call', kind: 'duration' },
  {
    id: 'kind',
    label: 'Kind of work',
    kind: 'choice',
    options: [
      { value: 'full', label: 'Full time' },
      { value: 'part', label: 'Part time' },
      { value: 'own', label: 'Self-employed' },
    ],
  },
  { id: 'tags', label: 'Tags', kind: 'tags' },
  { id: 'self', label: 'Owns 25 % or more of the business', kind: 'flag' },
  {
    id: 'owner',
    label: 'Owner',
    kind: 'ref',
    isPerson: true,
    me: 'Ilse Torvane',
    nameOf: (id) => id,
    search: async (text) =>
      people
        .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
        .map((name) => ({ id: name, name, detail: 'North' })),
  },
  { id: 'site', label: 'Address', kind: 'address' },
  { id: 'place', label: 'Place', kind: 'geo' },
  { id: 'ssn', label: 'Social Security number', kind: 'sealed', onReveal: () => undefined },
  {
    id: 'file',
    label: 'W-2 for 2025',
    kind: 'file',
    placeOf: () => 'server',
    onFetch: () => undefined,
    onPick: () => undefined,
  },
  { id: 'source', label: 'Source', kind: 'text', readOnlyReason: 'Set when the lead was converted.' },
  { id: 'note', label: 'Remarks', kind: 'long-text', maxChars: 2000 },
  { id: 'raw', label: 'Raw answer', kind: 'json' },
];

/** Every editor, in a form of a wizard. */
export function FieldsGalleryPage() {
  const [values, setValues] = useState<Readonly<Record<string, FieldValue>>>({
    name: 'Wexcombe Instruments',
    phone: '+14155550142',
    income: { amount: 745_000, currency: 'USD' },
    share: 12.5,
    started: '2021-03-01',
    seen: '2026-11-19T13:20:00.000Z',
    call: 360,
    kind: 'full',
    tags: ['North', 'VIP'],
    owner: 'Ilse Torvane',
    site: { street: '14 Quarry Lane', city: 'Ostermill' },
    place: { latitude: 59.9127, longitude: 10.7461 },
    source: 'Referral',
    raw: { ok: true },
    file: { id: 'f', name: 'W-2.pdf', sizeBytes: 120_000, mediaType: 'application/pdf', sha256: '' },
  });
  const [isAsking, setAsking] = useState(false);
  const [filter, setFilter] = useState<Parameters<typeof FilterBuilder>[0]['value']>({
    and: [
      { field: 'income', op: 'gte', value: { amount: 500_000, currency: 'USD' } },
      {
        or: [
          { field: 'kind', op: 'one-of', value: ['full'] },
          { field: 'started', op: 'within', value: 'this-year' },
        ],
      },
    ],
  });
  return (
    <main style={{ height: '100vh', display: 'flex', flexDirection: 'column', background: 'var(--surface)' }}>
      <CloseBar
        title={
          <TitlePath
            steps={[
              { id: 'deals', name: 'Deals' },
              { id: 'import', name: 'Import' },
            ]}
            onStep={() => undefined}
          />
        }
        note="Kept as a draft"
        onClose={() => undefined}
      >
        <Stepper
          steps={[
            { id: 'a', name: 'File' },
            { id: 'b', name: 'Columns' },
            { id: 'c', name: 'Dry run' },
            { id: 'd', name: 'Import' },
          ]}
          current="c"
          onStep={() => undefined}
        />
      </CloseBar>
      <div style={{ flex: 1, overflow: 'auto', padding: 24, display: 'flex', gap: 32, flexWrap: 'wrap' }}>
        <Form
          specs={specs}
          values={values}
          errors={{ mail: 'An e-mail address has an @, such as ada@example.com.' }}
          onChange={(id, value) => setValues((current) => ({ ...current, [id]: value }))}
          showsErrors
        />
        <div style={{ display: 'grid', gap: 12, alignContent: 'start' }}>
          <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            <Button variant="primary" keys="c" icon="plus">
              Primary
            </Button>
            <Button icon="upload">Default</Button>
            <Button variant="quiet">Quiet</Button>
            <Button disabledReason="Needs a network">Waits</Button>
            <Button size="sm">Small</Button>
            <IconButton icon="pin" label="Pin" />
          </div>
          <div style={{ display: 'flex', gap: 8 }}>
            <Tag>Draft</Tag>
            <Tag tone="warn" icon="clock">
              Late
            </Tag>
            <Tag tone="bad">Refused</Tag>
            <Tag tone="good">Done</Tag>
            <Tag tone="accent">New</Tag>
          </div>
          <div>
            <FilterBuilder fields={specs} value={filter} onChange={setFilter} />
          </div>
          <div>
            <Button onClick={() => setAsking(true)}>Erase for good</Button>
          </div>
          <ConfirmByTyping
            isOpen={isAsking}
            title="Erase 1,204 customers"
            phrase="erase"
            actLabel="Erase 1,204 customers"
            onConfirm={() => setAsking(false)}
            onClose={() => setAsking(false)}
          >
            They leave every device at its next contact, and can’t be restored. Their invoices stay.
          </ConfirmByTyping>
        </div>
      </div>
      <WizardFooter
        back={{ label: 'Columns', onPress: () => undefined }}
        note="Works offline: 8,793 deals are saved here and sent later"
        next={{ label: 'Import 8,793 deals', onPress: () => undefined }}
      />
    </main>
  );
}
