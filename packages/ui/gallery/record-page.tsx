import { useState } from 'react';
import { Checkbox } from '@mantine/core';
import { AddChip } from '../src/parts/chip.tsx';
import { Composer } from '../src/record/composer.tsx';
import { FieldList } from '../src/fields/field-list.tsx';
import type { FieldValue } from '../src/fields/field-spec.ts';
import { FileLine } from '../src/fields/editors/file-field.tsx';
import { Grid } from '../src/grid/grid.tsx';
import { PanelLine, PanelSection } from '../src/parts/panel-section.tsx';
import { ListBesidePanel } from '../src/frame/list-beside-panel.tsx';
import { Dot, RecordPanel } from '../src/record/record-panel.tsx';
import { Timeline, type TimelineEntry } from '../src/record/timeline.tsx';
import { ViewBar } from '../src/frame/view-bar.tsx';
import { dealViews, Frame, kinds } from './frame.tsx';
import { type Deal, deals, ME, NOW } from './sample-data.ts';

const stageNames = ['New inquiry', 'Qualified', 'Site survey', 'Design', 'Proposal', 'Negotiation'];
const replaced = {
  by: 'Dana',
  lost: '30 Nov 2026',
  kept: '4 Dec 2026',
  lostAt: '2026-11-19T11:52:00Z',
  keptAt: '2026-11-19T11:57:00Z',
  onRestore: () => undefined,
  onKeep: () => undefined,
};
const entries: readonly TimelineEntry[] = [
  {
    id: '1',
    kind: 'event',
    at: '2026-11-19T13:20:00Z',
    icon: 'phone',
    title: (
      <>
        <b>You called Perrin Hallam</b>, 6 min
      </>
    ),
    body: 'Price is fine if motors carry 5 years. Wants a new date for the lift.',
    waiting: 'Logged on this device, to send',
  },
  { id: '2', kind: 'replaced', at: '2026-11-19T11:57:00Z', field: 'Closes', replaced },
  {
    id: '3',
    kind: 'change',
    at: '2026-11-19T11:40:00Z',
    title: (
      <>
        <b>Dana</b> changed Amount
      </>
    ),
    changes: [{ from: '$49,200', to: '$46,800' }],
  },
  {
    id: '4',
    kind: 'event',
    at: '2026-11-18T16:05:00Z',
    icon: 'note',
    title: (
      <>
        <b>Note</b> by Tobin
      </>
    ),
    body: 'South wall takes recessed brackets only. Marked on sheet A-4.',
  },
  {
    id: '5',
    kind: 'file',
    at: '2026-11-18T14:31:00Z',
    title: (
      <>
        <b>Prita</b> added a file
      </>
    ),
    file: { name: 'Proposal v3.pdf', place: 'device', sizeBytes: 1_200_000 },
  },
  {
    id: '6',
    kind: 'event',
    at: '2026-11-18T09:12:00Z',
    icon: 'chevron-right',
    title: (
      <>
        <b>You</b> moved to Proposal from Design
      </>
    ),
    body: '11 days in Design',
    isQuiet: true,
  },
];

/** The record panel of the visual reference beside its list; `full` shows the whole page. */
export function RecordGalleryPage() {
  const [values, setValues] = useState<Readonly<Record<string, FieldValue>>>({
    amount: { amount: 4_680_000, currency: 'USD' },
    chance: 60,
    closes: '2026-12-04',
    owner: ME,
    contact: 'Perrin Hallam',
    phone: '+1 555 0142',
    site: { street: '14 Quarry Lane', city: 'Ostermill' },
    products: 'Roller shades, 26; motors, 26',
    source: 'Referral, Ivoryside Clinic',
  });
  const [isFull, setFull] = useState(new URLSearchParams(location.search).has('full'));
  const [stage, setStage] = useState('4');
  const set = (id: string) => (value: FieldValue) => setValues((current) => ({ ...current, [id]: value }));
  const search = async (text: string) =>
    deals
      .filter((deal) => deal.owner.toLowerCase().includes(text.toLowerCase()))
      .map((deal) => ({ id: deal.owner, name: deal.owner }))
      .filter((entry, index, all) => all.findIndex((other) => other.id === entry.id) === index);
  const panel = (
    <RecordPanel
      page="Deals"
      title="Shades, south façade"
      icon="building"
      subline={
        <>
          <a href="#account">Hallam & Pike Studio</a>
          <Dot />
          <b>$46,800</b>
          <Dot />
          <span>closes 4 Dec 2026</span>
        </>
      }
      place={{ index: 6, count: 30, view: 'Open, by stage' }}
      onStep={() => undefined}
      onClose={() => undefined}
      isFull={isFull}
      onFull={() => setFull((full) => !full)}
      onPin={() => undefined}
      menu={[{ id: 'delete', label: 'Delete', icon: 'trash', tone: 'bad' }]}
      stages={stageNames.map((name, index) => ({ id: String(index), name }))}
      stage={stage}
      onStage={setStage}
      acts={[
        { id: 'call', label: 'Log a call', icon: 'phone', keys: 'l', onPress: () => undefined },
        { id: 'note', label: 'Note', icon: 'note', keys: 'n', onPress: () => undefined },
        { id: 'task', label: 'Task', icon: 'check-circle', keys: 't', onPress: () => undefined },
        { id: 'mail', label: 'Email', icon: 'mail', onPress: () => undefined },
        { id: 'text', label: 'Text', icon: 'message', onPress: () => undefined },
        { id: 'file', label: 'File', icon: 'paperclip', onPress: () => undefined },
      ]}
      details={
        <>
          <FieldList
            fields={[
              {
                spec: { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' },
                value: values['amount'],
                onChange: set('amount'),
              },
              {
                spec: { id: 'chance', label: 'Chance', kind: 'percent' },
                value: values['chance'],
                onChange: set('chance'),
                shown: <span>60 %, from the stage</span>,
              },
              {
                spec: { id: 'closes', label: 'Closes', kind: 'date' },
                value: values['closes'],
                onChange: set('closes'),
                mark: { replaced },
              },
              {
                spec: { id: 'owner', label: 'Owner', kind: 'ref', isPerson: true, me: ME, nameOf: (id) => id, search },
                value: values['owner'],
                onChange: set('owner'),
              },
              {
                spec: {
                  id: 'contact',
                  label: 'Contact',
                  kind: 'ref',
                  nameOf: (id) => id,
                  onOpen: () => undefined,
                  search,
                },
                value: values['contact'],
                onChange: set('contact'),
              },
              { spec: { id: 'phone', label: 'Phone', kind: 'phone' }, value: values['phone'], onChange: set('phone') },
              { spec: { id: 'site', label: 'Site', kind: 'address' }, value: values['site'], onChange: set('site') },
              {
                spec: { id: 'products', label: 'Products', kind: 'text' },
                value: values['products'],
                onChange: set('products'),
              },
              {
                spec: {
                  id: 'source',
                  label: 'Source',
                  kind: 'text',
                  readOnlyReason: 'Set when the lead was converted.',
                },
                value: values['source'],
                onChange: set('source'),
              },
              { spec: { id: 'gate', label: 'Gate code', kind: 'sealed', onReveal: () => undefined }, value: null },
            ]}
          />
          <PanelSection title="Tasks" trailing="1 of 3 done">
            <PanelLine before={<Checkbox radius="xl" aria-label="Done" />} trailing="Today 16:15">
              Follow up on revised price
            </PanelLine>
            <PanelLine before={<Checkbox radius="xl" aria-label="Done" />} trailing="Tue 24 Nov">
              Book lift for install
            </PanelLine>
            <PanelLine before={<Checkbox radius="xl" defaultChecked aria-label="Done" />} trailing="Mon" isDone>
              Send fabric samples
            </PanelLine>
          </PanelSection>
          <PanelSection title="Files">
            <PanelLine>
              <FileLine name="Proposal v3.pdf" sizeBytes={1_200_000} place="device" />
            </PanelLine>
            <PanelLine>
              <FileLine name="South elevation photos" place="server" onFetch={() => undefined} />
            </PanelLine>
          </PanelSection>
        </>
      }
      timeline={
        <>
          <Composer onSend={() => undefined} placeholder="Write a note, or / for more" />
          <Timeline entries={entries} now={NOW} />
        </>
      }
    />
  );
  const bar = (
    <ViewBar
      title="Deals"
      views={dealViews}
      view="stage"
      onView={() => undefined}
      chips={[{ id: '1', field: 'Stage', value: 'open' }]}
      onRemoveChip={() => undefined}
      filter={<AddChip label="Filter" onPress={() => undefined} />}
      kinds={kinds}
      kind="grid"
      primary={{ label: 'New deal', keys: 'c', onPress: () => undefined }}
    />
  );
  return (
    <Frame>
      <ListBesidePanel
        bar={bar}
        list={
          <Grid<Deal>
            label="Deals"
            columns={[
              { id: 'name', header: 'Deal', isName: true, value: (deal) => deal.name },
              { id: 'stage', header: 'Stage', width: 104, isQuiet: true, value: (deal) => deal.stage },
              {
                id: 'amount',
                header: 'Amount',
                width: 96,
                field: { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' },
                value: (deal) => ({ amount: deal.amount, currency: 'USD' }),
              },
            ]}
            rowCount={deals.length}
            rowAt={(index) => deals[index]}
            rowKey={(deal) => deal.id}
            rowMark={(deal) => deal.waiting}
            onVisibleRange={() => undefined}
            openKey="g7"
            onOpen={() => undefined}
          />
        }
        panel={panel}
      />
    </Frame>
  );
}
