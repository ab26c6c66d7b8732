"""Each version of a profile is listed with who saved it, when, and what was read by it."""

from catalog.partners import NewPartner, create_partner, get_partner
from ingestion.profile_changes import compare_profiles
from ingestion.profile_store import save_profile
from ingestion.profile_versions import ProfileVersion, list_versions
from ingestion.profiles import Profile
from tests.feeding import Feeding


def versions(feeding: Feeding, code: str) -> list[ProfileVersion]:
    partner = get_partner(feeding.database, code)
    first = list_versions(feeding.database, partner.partner_id, 2)
    rest = list_versions(feeding.database, partner.partner_id, 100, first.next_cursor)
    return [*first.items, *(rest.items if first.next_cursor else ())]


def save(feeding: Feeding, code: str, by: str, **entries: object) -> int:
    return save_profile(feeding.database, code, Profile.model_validate(entries), by)


def test_versions_say_who_saved_them_and_how_many_feeds_they_read(feeding: Feeding) -> None:
    create_partner(feeding.database, NewPartner(code="nord", name="Nord"), "user:anna")
    save(feeding, "nord", "key:nightly", constants={"currency": "EUR", "availability": "in_stock"})
    feeding.load("sku,name,price\n1,Lamp,9.00\n", partner="nord")
    save(feeding, "nord", "user:bert", price_divisor=100)

    found = versions(feeding, "nord")

    assert [(each.version, each.saved_by, each.feeds) for each in found] == [
        (3, "user:bert", 0),
        (2, "key:nightly", 1),
        (1, "user:anna", 0),
    ]
    assert found[0].saved_at > found[1].saved_at > found[2].saved_at


def test_older_version_saved_again_is_the_same_under_a_new_number(feeding: Feeding) -> None:
    save(feeding, "lumen", "user:anna", fields={"sku": "Nr"}, decimal_mark=",")
    save(feeding, "lumen", "user:anna", preset="shopify")
    older = versions(feeding, "lumen")[1].profile

    number = save_profile(feeding.database, "lumen", older, "user:bert")

    newest, _, again, _ = versions(feeding, "lumen")
    assert (number, newest.version, again.version) == (4, 4, 2)
    assert compare_profiles(newest.profile, again.profile) == ()
    assert newest.saved_by == "user:bert"
    assert again.saved_by == "user:anna"
