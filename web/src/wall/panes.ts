import type { ComponentType } from 'react'
import type { PlacedOut } from '../api/generated/types.gen'
import { AlertsPane } from './pane-alerts'
import { BoardsPane } from './pane-boards'
import { DutyPane } from './pane-duty'
import { HeadPane } from './pane-head'
import { LampsPane } from './pane-lamps'
import { LoopPane } from './pane-loop'
import { MapPane } from './pane-map'
import { NumberPane } from './pane-number'
import { RacePane } from './pane-race'
import { RankingPane } from './pane-ranking'
import { TickerPane } from './pane-ticker'

/** Every kind of pane there is: one file a kind. */
export const PANES: Record<PlacedOut['kind'], ComponentType<{ of: PlacedOut }>> = {
  head: HeadPane,
  map: MapPane,
  boards: BoardsPane,
  number: NumberPane,
  alerts: AlertsPane,
  lamps: LampsPane,
  loop: LoopPane,
  duty: DutyPane,
  ranking: RankingPane,
  race: RacePane,
  ticker: TickerPane,
}
