import { useState } from 'react';
import { Board } from '../src/board/board.tsx';
import type { BoardCard } from '../src/board/board-model.ts';
import { AddChip } from '../src/parts/chip.tsx';
import { useSnackbar } from '../src/frame/snackbar.tsx';
import { ViewBar } from '../src/frame/view-bar.tsx';
import { Frame, kinds } from './frame.tsx';
import { stages } from './sample-data.ts';

const lockedId = 'd2';

/** The board of the visual reference, as a working component. */
export function BoardPage() {
  const [cards, setCards] = useState<readonly (readonly BoardCard[])[]>([
    ...stages.map((stage) =>
      stage.cards.map((card) =>
        card.id === lockedId ? { ...card, readOnlyReason: 'Only Noor Halvani moves this deal.' } : card,
      ),
    ),
    [],
    [],
  ]);
  const snackbar = useSnackbar();
  const names = [...stages.map((stage) => stage.name), 'Won', 'Lost'];
  return (
    <Frame>
      <ViewBar
        title="Sales pipeline"
        summary={
          <>
            <b>$1,831,200</b> open, <b>$743,400</b> weighted
          </>
        }
        chips={[
          { id: '1', field: 'Closing', value: 'by 14 Feb' },
          { id: '2', field: 'Team', value: 'North' },
        ]}
        onChip={() => undefined}
        onRemoveChip={() => undefined}
        filter={<AddChip label="Filter" onPress={() => undefined} />}
        kinds={kinds}
        kind="board"
        primary={{ label: 'New deal', keys: 'c', onPress: () => undefined }}
      />
      <Board
        label="Sales pipeline"
        isOrdered
        columns={cards.map((list, place) => ({
          id: String(place),
          name: names[place] ?? '',
          count: place < 6 ? list.length : place === 6 ? 31 : 44,
          sum: stages[place]?.sum ?? (place === 6 ? '$1,132,100' : '$1,486,300'),
          weighted: stages[place]?.weighted,
          isClosed: place > 5,
          note: place === 6 ? 'this quarter' : 'forecast $0',
          cardAt: (index: number) => list[index],
        }))}
        onOpen={() => undefined}
        onMove={(card, to, from) => {
          setCards((current) =>
            current.map((list, place) => {
              const without = String(place) === from ? list.filter((other) => other.id !== card.id) : list;
              return String(place) === to.column
                ? without.toSpliced(to.index, 0, { ...card, waiting: `Moved to ${names[place]}, to send` })
                : without;
            }),
          );
          snackbar.show({ text: `Moved ${card.title} to ${names[Number(to.column)]}.`, onUndo: () => undefined });
        }}
      />
    </Frame>
  );
}
