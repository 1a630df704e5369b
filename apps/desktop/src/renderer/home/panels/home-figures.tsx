import type { FigurePanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import classes from './panels.module.css';
import { NumberSection } from './number-section.tsx';
import { StagesSection } from './stages-section.tsx';
import { WeeksSection } from './weeks-section.tsx';

/** The figures below the columns of the home page, in their order. */
export function HomeFigures({ panels }: { readonly panels: readonly FigurePanel[] }) {
  return (
    <div className={classes.figures}>
      {panels.map((panel) => (
        <Figure key={panel.id} panel={panel} />
      ))}
    </div>
  );
}

function Figure({ panel }: { readonly panel: FigurePanel }) {
  switch (panel.show) {
    case 'number':
      return <NumberSection panel={panel} />;
    case 'weeks':
      return <WeeksSection panel={panel} />;
    case 'stages':
      return <StagesSection panel={panel} />;
  }
}
