import type { ReactNode } from 'react';
import { DeletedState } from '../src/states/deleted-state.tsx';
import { EmptyState } from '../src/states/empty-state.tsx';
import { ErrorState } from '../src/states/error-state.tsx';
import { FilteredState } from '../src/states/filtered-state.tsx';
import { FirstSyncNote } from '../src/sync/first-sync-note.tsx';
import { OfflineNote } from '../src/sync/offline-note.tsx';
import { RefusedState } from '../src/states/refused-state.tsx';
import { useFormats } from '../src/formats/formats-context.tsx';
import { SyncSign } from '../src/sync/sync-sign.tsx';
import { type SyncSignInput, syncWords } from '../src/sync/sync-words.ts';

const nothing = () => undefined;
function Window({
  title,
  sync,
  children,
}: {
  readonly title: string;
  readonly sync: SyncSignInput;
  readonly children: ReactNode;
}) {
  return (
    <figure
      style={{
        display: 'flex',
        flexDirection: 'column',
        minHeight: 400,
        background: 'var(--surface)',
        border: '1px solid var(--line)',
        borderRadius: 10,
        overflow: 'hidden',
      }}
    >
      <figcaption style={{ padding: '12px 16px', borderBottom: '1px solid var(--line)', fontWeight: 600 }}>
        {title}
      </figcaption>
      <div style={{ flex: 1, display: 'grid' }}>{children}</div>
      <div style={{ borderTop: '1px solid var(--line)', background: 'var(--canvas)', padding: '0 4px' }}>
        <SyncSign words={syncWords(sync, useFormats())} isOneLine />
      </div>
    </figure>
  );
}

/** Every state of a screen, with every state of the sign. */
export function StatesPage() {
  const since = '2026-11-19T14:12:00Z';
  return (
    <main
      style={{
        height: '100vh',
        overflow: 'auto',
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
        gap: 20,
        padding: 20,
        background: 'var(--sunken)',
      }}
    >
      <h1 className="outpost-visually-hidden">States</h1>
      <Window title="Listings" sync={{ state: 'up-to-date', since, toSend: 0, needsYou: 0 }}>
        <EmptyState
          icon="home"
          title="No listings yet"
          add={{ label: 'Add a listing', keys: 'c', onPress: nothing }}
          onImport={nothing}
        >
          Listings are the homes you sell or let. They can also come from your MLS every night.
        </EmptyState>
      </Window>
      <Window title="Listings" sync={{ state: 'receiving', done: 31_240, total: 82_000, toSend: 0, needsYou: 0 }}>
        <div style={{ alignSelf: 'start' }}>
          <FirstSyncNote
            text="Your own listings are here, the office’s are on their way"
            done={38}
            total={100}
            left="about 2 min"
          />
        </div>
      </Window>
      <Window title="Commission splits" sync={{ state: 'sending', toSend: 3, done: 1, needsYou: 0 }}>
        <RefusedState
          title="Commission splits are not shared with your role"
          ask={{ label: 'Ask Maren', onPress: nothing }}
          other={{ label: 'My deals', onPress: nothing }}
        >
          Agents see their own split on each deal. Maren Oakhurst or Tiber Lund can grant more.
        </RefusedState>
      </Window>
      <Window title="Controls" sync={{ state: 'offline', toSend: 0, needsYou: 0 }}>
        <FilteredState
          noun="control"
          nouns="controls"
          total={106}
          onClear={nothing}
          clearLabel="Clear both filters"
          other={{ label: 'Only “Failing”, 7', onPress: nothing }}
        >
          None is both <b>Failing</b> and owned by <b>Facilities</b>.
        </FilteredState>
      </Window>
      <Window title="Ticket 4471" sync={{ state: 'to-send', toSend: 2, needsYou: 1 }}>
        <DeletedState
          title="Noor deleted this ticket at 11:20"
          onRestore={nothing}
          restoreLabel="Restore the ticket"
          onCopy={nothing}
        >
          Your note from 11:34 was not sent. It is kept in your tray, and the ticket can be restored until 18 May 2027.
        </DeletedState>
      </Window>
      <Window title="Risk register" sync={{ state: 'to-send', toSend: 12, needsYou: 0 }}>
        <ErrorState id="OP-7F3K-2209" onRetry={nothing} />
      </Window>
      <Window title="Sync" sync={{ state: 'offline', toSend: 9, needsYou: 0 }}>
        <div style={{ padding: 16 }}>
          <OfflineNote onTry={nothing} />
        </div>
      </Window>
    </main>
  );
}
