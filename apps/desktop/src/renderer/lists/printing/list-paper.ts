/** The paper on which a list is printed, and what the list's page is told about it. */
export type ListPaper = {
  readonly title: string;
  /** The lines below the title: the filter, the order, the person and the time. */
  readonly lines: readonly string[];
  /** Called when the pages are drawn, before the dialog of printing opens. */
  readonly onDrawn: () => void;
  /** Called after the print, when it is stopped, and with the reason where it fails. */
  readonly onEnd: (problem?: string) => void;
};
