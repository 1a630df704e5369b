import type { FigurePanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import classes from './panels.module.css';
import { NumberSection } from './number-section.tsx';
import { StagesSection } from './stages-section.tsx';
import { WeeksSection } from './weeks-section.tsx';

/** The figures below the columns of the home page, in their order. */
export function HomeFigures({
  panels,
  isBrief,
}: {
  readonly panels: readonly FigurePanel[];
  /** Figures without any record are not drawn. */
  readonly isBrief: boolean;
}) {
  return (
    <div className={classes.figures}>
      {panels.map((panel) => (
        <Figure key={panel.id} panel={panel} isBrief={isBrief} />
      ))}
    </div>
  );
}

function Figure({ panel, isBrief }: { readonly panel: FigurePanel; readonly isBrief: boolean }) {
  switch (panel.show) {
    case 'number':
      return <NumberSection panel={panel} isBrief={isBrief} />;
    case 'weeks':
      return <WeeksSection panel={panel} isBrief={isBrief} />;
    case 'stages':
      return <StagesSection panel={panel} isBrief={isBrief} />;
  }
}
