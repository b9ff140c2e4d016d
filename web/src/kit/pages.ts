/** The pages of the application, in the order of the loop. */
export const PAGES = [
  { to: '/', name: 'situation' },
  { to: '/vitals', name: 'vitals' },
  { to: '/cases', name: 'cases' },
  { to: '/ledger', name: 'ledger' },
  { to: '/laboratory', name: 'laboratory' },
  { to: '/review', name: 'review' },
  { to: '/connectors', name: 'connectors' },
] as const
