import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { Shell } from './kit/shell'
import { Waiting } from './kit/waiting'
import { Acknowledge } from './people/acknowledge'
import { Login } from './people/login'
import { Known } from './people/session'
import { NoSuchPage } from './kit/nowhere'

const Situation = lazy(() => import('./cockpit/situation'))
const Cases = lazy(() => import('./decide/cases'))
const CasePage = lazy(() => import('./decide/case'))
const Ledger = lazy(() => import('./sense/ledger'))
const Vitals = lazy(() => import('./sense/vitals'))
const Connectors = lazy(() => import('./sense/connectors'))
const Laboratory = lazy(() => import('./sense/laboratory'))
const Devices = lazy(() => import('./sense/devices'))
const Alerts = lazy(() => import('./sense/alerts'))
const Warnings = lazy(() => import('./sense/warnings'))
const Calendar = lazy(() => import('./decide/calendar'))
const LateTomorrow = lazy(() => import('./supervise/late-tomorrow'))
const Yardsticks = lazy(() => import('./supervise/yardsticks'))
const ScoreSheets = lazy(() => import('./supervise/score-sheets'))
const Rankings = lazy(() => import('./supervise/rankings'))
const Races = lazy(() => import('./supervise/races'))
const Doubts = lazy(() => import('./supervise/doubts'))
const Periods = lazy(() => import('./supervise/periods'))
const Appeals = lazy(() => import('./supervise/appeals'))
const Mutes = lazy(() => import('./sense/mutes'))
const Standards = lazy(() => import('./decide/standards'))
const Matrix = lazy(() => import('./decide/matrix'))
const Reorganise = lazy(() => import('./decide/reorganise'))
const Gatherings = lazy(() => import('./decide/gatherings'))
const GatheringPage = lazy(() => import('./decide/gathering'))
const Plans = lazy(() => import('./decide/plans'))
const Routing = lazy(() => import('./decide/routing'))
const Tours = lazy(() => import('./decide/tours'))
const Cycles = lazy(() => import('./decide/cycles'))
const Escalations = lazy(() => import('./supervise/escalations'))
const Policies = lazy(() => import('./decide/policies'))
const Agencies = lazy(() => import('./people/agencies'))
const Member = lazy(() => import('./people/member'))
const Teams = lazy(() => import('./people/teams'))
const Rosters = lazy(() => import('./people/rosters'))
const Review = lazy(() => import('./review/review'))
const Reviews = lazy(() => import('./review/reviews'))
const OneReview = lazy(() => import('./review/one-review'))
const Briefs = lazy(() => import('./review/briefs'))
const Account = lazy(() => import('./people/account'))
const Notices = lazy(() => import('./people/notices'))
const Wall = lazy(() => import('./wall/wall'))
const Access = lazy(() => import('./people/access'))

export function App() {
  return (
    <Suspense fallback={<Waiting />}>
      <Routes>
        <Route path="/login" element={<Login />} />
        <Route path="/acknowledge/:token" element={<Acknowledge />} />
        <Route
          path="/wall/:scene?"
          element={
            <Known alone>
              <Wall />
            </Known>
          }
        />
        <Route
          element={
            <Known>
              <Shell />
            </Known>
          }
        >
          <Route index element={<Situation />} />
          <Route path="cases" element={<Cases />} />
          <Route path="cases/:id" element={<CasePage />} />
          <Route path="ledger" element={<Ledger />} />
          <Route path="vitals" element={<Vitals />} />
          <Route path="laboratory" element={<Laboratory />} />
          <Route path="devices" element={<Devices />} />
          <Route path="alerts" element={<Alerts />} />
          <Route path="warnings" element={<Warnings />} />
          <Route path="calendar" element={<Calendar />} />
          <Route path="forecast" element={<LateTomorrow />} />
          <Route path="yardsticks" element={<Yardsticks />} />
          <Route path="sheets" element={<ScoreSheets />} />
          <Route path="rankings" element={<Rankings />} />
          <Route path="races" element={<Races />} />
          <Route path="doubts" element={<Doubts />} />
          <Route path="periods" element={<Periods />} />
          <Route path="appeals" element={<Appeals />} />
          <Route path="mutes" element={<Mutes />} />
          <Route path="standards" element={<Standards />} />
          <Route path="matrix" element={<Matrix />} />
          <Route path="reorganise" element={<Reorganise />} />
          <Route path="gatherings" element={<Gatherings />} />
          <Route path="gatherings/:id" element={<GatheringPage />} />
          <Route path="plans" element={<Plans />} />
          <Route path="routing" element={<Routing />} />
          <Route path="tours" element={<Tours />} />
          <Route path="cycles" element={<Cycles />} />
          <Route path="escalations" element={<Escalations />} />
          <Route path="policies" element={<Policies />} />
          <Route path="agencies" element={<Agencies />} />
          <Route path="people/:login" element={<Member />} />
          <Route path="teams" element={<Teams />} />
          <Route path="rosters" element={<Rosters />} />
          <Route path="review" element={<Review />} />
          <Route path="reviews" element={<Reviews />} />
          <Route path="reviews/:id" element={<OneReview />} />
          <Route path="briefs" element={<Briefs />} />
          <Route path="connectors" element={<Connectors />} />
          <Route path="account" element={<Account />} />
          <Route path="access" element={<Access />} />
          <Route path="notices" element={<Notices />} />
          <Route path="*" element={<NoSuchPage />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
