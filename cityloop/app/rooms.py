"""What each room shows on the web: one line a feature."""

from cityloop.cockpit.acts import routes as acts
from cityloop.cockpit.cards import routes as cards
from cityloop.cockpit.live import routes as live
from cityloop.cockpit.panes import routes as panes
from cityloop.cockpit.scenes import routes as scenes
from cityloop.cockpit.situation import routes as situation
from cityloop.cockpit.timelines import routes as timelines
from cityloop.cockpit.today import routes as today
from cityloop.decide.adjustments import routes as adjustments
from cityloop.decide.cases import routes as cases
from cityloop.decide.clocks import routes as clocks
from cityloop.decide.cycles import routes as cycles
from cityloop.decide.gatherings import routes as gatherings
from cityloop.decide.matrix import routes as matrix
from cityloop.decide.plans import routes as plans
from cityloop.decide.policies import routes as policies
from cityloop.decide.reorganisations import routes as reorganisations
from cityloop.decide.requests import routes as requests
from cityloop.decide.routing import routes as routing
from cityloop.decide.standards import routes as standards
from cityloop.decide.suggestions import routes as suggestions
from cityloop.decide.tours import routes as tours
from cityloop.decide.visits import routes as visits
from cityloop.decide.whistles import routes as whistles
from cityloop.people.access import routes as access
from cityloop.people.agencies import routes as agencies
from cityloop.people.attendances import routes as attendances
from cityloop.people.books import routes as books
from cityloop.people.channels import routes as channels
from cityloop.people.leaves import routes as leaves
from cityloop.people.logins import routes as logins
from cityloop.people.notices import routes as notices
from cityloop.people.posts import routes as posts
from cityloop.people.providers import routes as providers
from cityloop.people.rosters import routes as rosters
from cityloop.people.teams import routes as teams
from cityloop.people.tokens import routes as tokens
from cityloop.people.whereabouts import routes as whereabouts
from cityloop.places.areas import routes as areas
from cityloop.places.microgrids import routes as microgrids
from cityloop.review.amendments import routes as amendments
from cityloop.review.briefs import routes as briefs
from cityloop.review.effects import routes as effects
from cityloop.review.reviews import routes as reviews
from cityloop.review.soundings import routes as soundings
from cityloop.sense.alerts import routes as alerts
from cityloop.sense.connectors import routes as connectors
from cityloop.sense.devices import routes as devices
from cityloop.sense.drafts import routes as drafts
from cityloop.sense.laboratory import routes as laboratory
from cityloop.sense.ledger import routes as ledger
from cityloop.sense.mutes import routes as mutes
from cityloop.sense.quarantine import routes as quarantine
from cityloop.sense.readings import routes as readings
from cityloop.sense.reports import routes as reports
from cityloop.sense.things import routes as things
from cityloop.sense.vitals import routes as vitals
from cityloop.sense.warnings import routes as warnings
from cityloop.supervise.appeals import routes as appeals
from cityloop.supervise.deadlines import routes as deadlines
from cityloop.supervise.doubts import routes as doubts
from cityloop.supervise.escalations import routes as escalations
from cityloop.supervise.periods import routes as periods
from cityloop.supervise.races import routes as races
from cityloop.supervise.rankings import routes as rankings
from cityloop.supervise.sheets import routes as sheets
from cityloop.supervise.urgings import routes as urgings
from cityloop.supervise.verifications import routes as verifications
from cityloop.supervise.yardsticks import routes as yardsticks

ROUTERS = (
    access.router,
    acts.router,
    suggestions.router,
    adjustments.router,
    alerts.router,
    tours.router,
    agencies.router,
    books.router,
    leaves.router,
    posts.router,
    access.administering,
    logins.router,
    tokens.router,
    providers.router,
    teams.router,
    rosters.router,
    channels.router,
    notices.router,
    devices.router,
    ledger.router,
    mutes.router,
    warnings.router,
    connectors.router,
    connectors.hooks,
    quarantine.router,
    vitals.router,
    readings.router,
    drafts.router,
    laboratory.router,
    things.router,
    situation.router,
    timelines.router,
    today.router,
    cards.router,
    live.router,
    scenes.router,
    panes.router,
    areas.router,
    microgrids.router,
    reports.router,
    cases.router,
    cycles.router,
    requests.router,
    whistles.router,
    visits.router,
    matrix.router,
    reorganisations.router,
    plans.router,
    gatherings.router,
    policies.router,
    routing.router,
    clocks.router,
    deadlines.router,
    escalations.router,
    standards.router,
    verifications.router,
    urgings.router,
    whereabouts.router,
    attendances.router,
    appeals.router,
    yardsticks.router,
    sheets.router,
    rankings.router,
    races.router,
    doubts.router,
    periods.router,
    amendments.router,
    reviews.router,
    effects.router,
    soundings.router,
    briefs.router,
)
