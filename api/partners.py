"""Partners: made by an administrator, read by whoever works with them."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer, PageQuery
from api.routes import BoundedRoute
from api.services import Services
from catalog.partner_names import PartnerChange, rename_partner
from catalog.partners import NewPartner, Partner, create_partner, get_partner, list_partners
from catalog.retention import Retention, save_retention
from ingestion.profile_store import save_profile
from ingestion.profiles import Profile

router = APIRouter(route_class=BoundedRoute, prefix="/partners", tags=["partners"])
Administrator = Annotated[ApiKey, holder_of("admin")]
PartnerReader = Annotated[ApiKey, holder_of("catalog:read", "feeds:read", "admin")]


class PartnerAnswer(BaseModel):
    """A partner, and by which profile its feeds are read."""

    code: str
    name: str
    created_at: datetime
    profile: dict[str, Any] = Field(description="The profile in force, with its `version`.")

    retention: Retention

    @classmethod
    def of(cls, partner: Partner) -> Self:
        """Return the partner as the API shows it."""
        return cls(
            code=partner.code,
            name=partner.name,
            created_at=partner.created_at,
            retention=partner.retention,
            profile=Profile.stored(partner.profile_version, partner.profile).model_dump(
                mode="json"
            ),
        )


@router.post(
    "",
    status_code=201,
    responses=problems("partner/exists", "request/malformed", "request/too_large"),
)
def add_partner(
    services: Services, key: Administrator, new: NewPartner, response: Response
) -> PartnerAnswer:
    """Add a partner; the defaults become the constants of its first profile."""
    partner = create_partner(services.database, new, f"key:{key.name}")
    response.headers["Location"] = f"/api/v1/partners/{partner.code}"
    return PartnerAnswer.of(partner)


@router.get("", responses=problems("request/cursor"))
def read_partners(
    services: Services, key: PartnerReader, query: Annotated[PageQuery, Query()]
) -> PageAnswer[PartnerAnswer]:
    """List the partners that the key may see, by code."""
    page = list_partners(services.database, query.limit, query.cursor, key.partner_id)
    return PageAnswer[PartnerAnswer].of(page, PartnerAnswer.of)


@router.get("/{code}", responses=problems("partner/not_found"))
def read_partner(services: Services, key: PartnerReader, code: str) -> PartnerAnswer:
    """Return one partner."""
    return PartnerAnswer.of(get_partner(services.database, code, key.partner_id))


@router.patch(
    "/{code}", responses=problems("partner/not_found", "request/malformed", "request/too_large")
)
def alter_partner(
    services: Services, key: Administrator, code: str, change: PartnerChange
) -> PartnerAnswer:
    """Rename a partner; its code stays, and with it all that names the partner by it."""
    get_partner(services.database, code, key.partner_id)
    return PartnerAnswer.of(rename_partner(services.database, code, change, f"key:{key.name}"))


@router.put(
    "/{code}/profile",
    responses=problems("partner/not_found", "request/malformed", "request/too_large"),
)
def replace_profile(services: Services, key: Administrator, code: str, profile: Profile) -> Profile:
    """
    Put a profile in force as the partner's next version; feeds delivered from now on use it.

    Feeds that came before keep the version they were delivered under.
    """
    get_partner(services.database, code, key.partner_id)
    version = save_profile(services.database, code, profile, f"key:{key.name}")
    return profile.model_copy(update={"version": version})


@router.put(
    "/{code}/retention",
    responses=problems("partner/not_found", "request/malformed", "request/too_large"),
)
def replace_retention(
    services: Services, key: Administrator, code: str, retention: Retention
) -> Retention:
    """
    Say for how many days after a feed has ended its raw file and report are kept.

    It takes the place of what was, also in what is not sent. The ledger, the counters and every
    change of a product are kept for ever.
    """
    partner = get_partner(services.database, code, key.partner_id)
    save_retention(services.database, partner.partner_id, retention)
    return retention
