/** The loop, not quite closed: there is always something to learn. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="4" strokeLinecap="round" aria-hidden>
    <path d="M27 16a11 11 0 1 1-4.5-8.9" />
    <circle cx="16" cy="16" r="2.5" fill="currentColor" stroke="none" />
  </svg>
)
