import hmac
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from cityloop.kit.errors import Refused, Unreachable
from cityloop.kit.http import REFUSALS
from cityloop.people.access.routes import open_session
from cityloop.people.logins.rules import Visit
from cityloop.people.providers.actions import member_of
from cityloop.people.providers.asking import Asking
from cityloop.people.providers.rules import LASTS, Errand, NoProvider, NotThisLogin, way_there
from cityloop.people.providers.schemas import WaysOut

ERRAND = "cityloop_errand"
HERE = "/api/session/oidc"

router = APIRouter(prefix="/api/session", tags=["people"], responses=REFUSALS)

Said = Annotated[str, Query(max_length=4000)]


def asking_of(request: Request) -> Asking:
    asking: Asking | None = request.app.state.asking
    if asking is None:
        raise NoProvider
    return asking


def base_of(request: Request) -> str:
    """The address the city is called by."""
    public: str = request.app.state.public
    return (public or str(request.base_url)).rstrip("/")


@router.get("/ways")
def ways(request: Request) -> WaysOut:
    """How one may log in here; open to strangers."""
    asking: Asking | None = request.app.state.asking
    return WaysOut(provider=asking.provider.name if asking else "")


@router.get("/oidc", response_class=RedirectResponse, status_code=303)
def go_to_provider(request: Request) -> RedirectResponse:
    """Go to the city's identity provider to log in there."""
    try:
        asking, errand = asking_of(request), Errand.begun()
        endpoint = asking.where()["authorization_endpoint"]
    except (Refused, Unreachable) as fault:
        return _to_login(fault)
    answer = RedirectResponse(way_there(endpoint, asking.provider, errand, base_of(request) + f"{HERE}/back"), 303)
    secure = base_of(request).startswith("https:")
    lasts = int(LASTS.total_seconds())
    answer.set_cookie(ERRAND, errand.kept(), path=HERE, httponly=True, samesite="lax", secure=secure, max_age=lasts)
    return answer


@router.get("/oidc/back", response_class=RedirectResponse, status_code=303)
def come_back(request: Request, code: Said = "", state: Said = "", iss: Said = "") -> RedirectResponse:
    """Where the identity provider sends a browser back to: into the city, or to the login page with the reason why not."""
    answer = RedirectResponse("/", 303)
    try:
        _log_in(request, answer, code, state, iss)
    except (Refused, Unreachable) as fault:
        answer = _to_login(fault)
    answer.delete_cookie(ERRAND, path=HERE)
    return answer


def _log_in(request: Request, answer: RedirectResponse, code: str, state: str, iss: str) -> None:
    asking, errand = asking_of(request), Errand.read(request.cookies.get(ERRAND, ""))
    if not code or not hmac.compare_digest(state.encode(), errand.state.encode()):
        raise NotThisLogin
    if iss and iss != asking.provider.issuer:
        raise NotThisLogin
    claims = asking.claims(code, errand, base_of(request) + f"{HERE}/back")
    with request.app.state.begin("provider") as work:
        member = member_of(work, claims, asking.provider)
    visit = Visit("oidc", request.app.state.address(request), request.headers.get("user-agent", ""))
    with request.app.state.begin(member.login) as work:
        open_session(work, request, answer, member.id, visit, asked=False)


def onward(request: Request) -> str:
    """Where to log out of the provider too; empty if it is away or knows no such thing."""
    try:
        asking = asking_of(request)
        endpoint = asking.where().get("end_session_endpoint", "")
    except (Refused, Unreachable):
        return ""
    said = {"client_id": asking.provider.client_id, "post_logout_redirect_uri": base_of(request) + "/login"}
    return f"{endpoint}?{urlencode(said)}" if endpoint else ""


def _to_login(fault: Exception) -> RedirectResponse:
    """The reason as the name of its words."""
    return RedirectResponse(f"/login?said={quote(type(fault).__name__)}", 303)
