import { AddChip } from '../src/parts/chip.tsx';
import { Avatar } from '../src/parts/avatar.tsx';
import { BarChart } from '../src/charts/bar-chart.tsx';
import { Button, IconButton } from '../src/parts/button.tsx';
import { ChartPanel } from '../src/charts/chart-panel.tsx';
import { DataTable } from '../src/parts/data-table.tsx';
import { FunnelChart } from '../src/charts/funnel-chart.tsx';
import { HeatMap } from '../src/charts/heat-map.tsx';
import { LineChart } from '../src/charts/line-chart.tsx';
import { StatTile } from '../src/charts/stat-tile.tsx';
import { ViewBar } from '../src/frame/view-bar.tsx';
import { Frame } from './frame.tsx';

const dollars = (value: number) => `$${value.toLocaleString('en-US')}`;
const short = (value: number) =>
  value >= 1e6 ? `$${(value / 1e6).toFixed(2)}M` : value === 0 ? '$0' : `$${Math.round(value / 1e3)}k`;
const quarters = ['Q1 25', 'Q2 25', 'Q3 25', 'Q4 25', 'Q1 26', 'Q2 26', 'Q3 26', 'Q4 26'];
const series = [
  { name: 'Lighting', values: [244, 322, 325, 386, 292, 409, 459, 462].map((value) => value * 1000) },
  { name: 'Audio and video', values: [211, 252, 263, 277, 226, 279, 309, 298].map((value) => value * 1000) },
  { name: 'Network', values: [148, 179, 206, 208, 174, 214, 215, 214].map((value) => value * 1000) },
  { name: 'Access', values: [81, 118, 136, 139, 120, 148, 167, 158].map((value) => value * 1000) },
  { name: 'Forecast $286k', values: [null, null, null, null, null, null, null, 286_000], isForecast: true },
];
const hours = ['8:00', '9:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00', '17:00'];
const calls = [
  [18, 27, 34, 38, 31, 14, 22, 33, 41, 29],
  [21, 33, 42, 47, 36, 16, 27, 39, 48, 37],
  [19, 31, 44, 51, 38, 15, 29, 42, 52, 40],
  [22, 34, 46, 49, 37, 17, 31, 44, 50, 36],
  [16, 26, 35, 39, 28, 11, 19, 24, 21, null],
];
const people = [
  ['Dana Rehmark', '$312,600', '7'],
  ['Tobin Brecklin', '$204,900', '6'],
  ['Prita Sandrek', '$187,300', '5'],
  ['Ilse Torvane', '$126,400', '4'],
] as const;

/** The dashboard of the visual reference. */
export function DashboardGalleryPage() {
  const isTable = new URLSearchParams(location.search).has('table');
  return (
    <Frame current="dashboards" sync={{ state: 'up-to-date', since: '2026-11-19T14:12:00Z', toSend: 0, needsYou: 0 }}>
      <ViewBar
        title="Sales"
        summary="complete on this device, closed deals since Nov 2024"
        chips={[
          { id: 'p', field: 'Period', value: 'Q4 2026' },
          { id: 't', field: 'Team', value: 'North' },
        ]}
        onRemoveChip={() => undefined}
        filter={<AddChip label="Filter" onPress={() => undefined} />}
        secondary={
          <>
            <IconButton icon="print" label="Print" size={32} />
            <Button icon="pencil">Edit</Button>
          </>
        }
      />
      <div
        style={{
          flex: 1,
          minHeight: 0,
          overflow: 'auto',
          background: 'var(--canvas)',
          padding: 12,
          display: 'grid',
          gap: 12,
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 260px), 1fr))',
          alignContent: 'start',
        }}
      >
        <StatTile
          question="Won this quarter"
          value="$1,132,100"
          change={{ direction: 'up', text: '16.9 %' }}
          detail="$968,400 on day 50 of last quarter"
          onPick={() => undefined}
        />
        <StatTile
          question="Weighted forecast to 31 Dec"
          value="$286,000"
          change={{ direction: 'down', text: '4.2 %' }}
          detail="$298,500 a week ago"
        />
        <StatTile
          question="Win rate this quarter"
          value="41.3 %"
          change={{ direction: 'up', text: '1.8 points' }}
          detail="31 won, 44 lost; 39.5 % last quarter"
        />
        <StatTile
          question="Median days to win"
          value="57"
          change={{ direction: 'same', text: '6 fewer', isGood: true }}
          detail="63 last quarter, 31 deals"
        />
        <div
          style={{
            gridColumn: '1 / -1',
            display: 'grid',
            gap: 12,
            gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))',
          }}
        >
          <BarChart
            question="How much did we win each quarter?"
            span="won value by kind of work, 2025 to 19 Nov 2026"
            categories={quarters}
            series={series}
            format={dollars}
            formatShort={short}
            height={240}
            initially={isTable ? 'table' : 'chart'}
            onPick={() => undefined}
          />
          <FunnelChart
            question="Where do deals stop?"
            span="opened in the last 12 months"
            steps={[
              { name: 'Inquiry', count: 642 },
              { name: 'Qualified', count: 418 },
              { name: 'Site survey', count: 297 },
              { name: 'Design', count: 231 },
              { name: 'Proposal', count: 187 },
              { name: 'Won', count: 118 },
            ]}
            note="118 of 642 won, 18.4 %. The weakest step is from proposal to won."
            initially={isTable ? 'table' : 'chart'}
          />
          <HeatMap
            question="When are our calls answered?"
            span="last 90 days, 2,914 calls"
            rows={['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].map((name) => ({ id: name, name }))}
            columns={hours.map((name) => ({ id: name, name }))}
            values={calls}
            format={String}
            note="Share answered, %"
          />
          <ChartPanel question="Who won how much?" span="this quarter">
            <DataTable
              label="Who won how much?"
              columns={[
                { id: 'p', header: 'Person' },
                { id: 'w', header: 'Won', align: 'end' },
                { id: 'd', header: 'Deals', align: 'end' },
              ]}
              rows={people.map(([name, won, count]) => ({
                id: name,
                isMe: name === 'Ilse Torvane',
                cells: [
                  <span key="p" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
                    <Avatar name={name} isMe={name === 'Ilse Torvane'} />
                    {name}
                  </span>,
                  <b key="w">{won}</b>,
                  count,
                ],
              }))}
            />
          </ChartPanel>
          <LineChart
            question="How long is the pipeline?"
            span="open value at each month's end"
            categories={['Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov']}
            series={[
              { name: 'Open', values: [1.2e6, 1.32e6, 1.28e6, 1.61e6, 1.7e6, 1.83e6] },
              { name: 'Weighted', values: [4.1e5, 4.8e5, null, 6e5, 6.9e5, 7.4e5] },
            ]}
            format={dollars}
            formatShort={short}
            height={200}
          />
          <BarChart
            question="What is the value of my open deals?"
            span="$242,700"
            orientation="rows"
            categories={['New inquiry', 'Qualified', 'Site survey']}
            series={[{ name: 'Open', values: [60_400, 18_900, 34_900] }]}
            format={dollars}
            height={200}
          />
        </div>
      </div>
    </Frame>
  );
}
