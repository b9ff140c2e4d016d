interface PageOf {
  to: string
  name: string
  /** Pages of one group stand under one word of the menu. */
  group?: 'command' | 'sense' | 'rules' | 'people' | 'supervise'
}

/** The pages of the application, in the order of the loop. */
export const PAGES: readonly PageOf[] = [
  { to: '/', name: 'situation' },
  { to: '/wall/city', name: 'wall' },
  { to: '/vitals', name: 'vitals' },
  { to: '/alerts', name: 'alerts' },
  { to: '/cases', name: 'cases' },
  { to: '/plans', name: 'plans', group: 'command' },
  { to: '/gatherings', name: 'gatherings', group: 'command' },
  { to: '/devices', name: 'devices', group: 'sense' },
  { to: '/warnings', name: 'warnings', group: 'sense' },
  { to: '/connectors', name: 'connectors', group: 'sense' },
  { to: '/ledger', name: 'ledger', group: 'sense' },
  { to: '/yardsticks', name: 'yardsticks', group: 'supervise' },
  { to: '/sheets', name: 'sheets', group: 'supervise' },
  { to: '/rankings', name: 'rankings', group: 'supervise' },
  { to: '/races', name: 'races', group: 'supervise' },
  { to: '/doubts', name: 'doubts', group: 'supervise' },
  { to: '/appeals', name: 'appeals', group: 'supervise' },
  { to: '/periods', name: 'periods', group: 'supervise' },
  { to: '/reviews', name: 'reviews', group: 'rules' },
  { to: '/briefs', name: 'briefs', group: 'rules' },
  { to: '/review', name: 'review', group: 'rules' },
  { to: '/laboratory', name: 'laboratory', group: 'rules' },
  { to: '/policies', name: 'policies', group: 'rules' },
  { to: '/standards', name: 'standards', group: 'rules' },
  { to: '/matrix', name: 'matrix', group: 'rules' },
  { to: '/routing', name: 'routing', group: 'rules' },
  { to: '/cycles', name: 'cycles', group: 'rules' },
  { to: '/escalations', name: 'escalations', group: 'rules' },
  { to: '/reorganise', name: 'reorganise', group: 'rules' },
  { to: '/calendar', name: 'calendar', group: 'rules' },
  { to: '/forecast', name: 'forecast', group: 'rules' },
  { to: '/mutes', name: 'mutes', group: 'rules' },
  { to: '/tours', name: 'tours', group: 'people' },
  { to: '/rosters', name: 'rosters', group: 'people' },
  { to: '/teams', name: 'teams', group: 'people' },
  { to: '/agencies', name: 'agencies', group: 'people' },
  { to: '/notices', name: 'notices', group: 'rules' },
]
