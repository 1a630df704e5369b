import classes from './session.module.css';

/** The product's logo: an outpost on its legs. */
export function AppMark() {
  return (
    <span className={classes.mark} aria-hidden>
      <svg
        width="24"
        height="24"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M12 3v3M8 6h8l-1 5H9zM9 11 6 21M15 11l3 10M4.500 21h15M7.400 16.500h9.200" />
      </svg>
    </span>
  );
}
