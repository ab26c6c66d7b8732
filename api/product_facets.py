"""How many products of a filter have each value: facets, for keys."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import problems
from api.listing import SentQuery
from api.products import CatalogReader
from api.routes import KeyedRoute
from api.services import Services
from catalog.facets import Facet, Facets, count_facets
from catalog.products import ProductFilter

router = APIRouter(route_class=KeyedRoute, prefix="/products", tags=["products"])


class FacetsQuery(ProductFilter, SentQuery):
    """Which products are counted; their order changes nothing."""

    def filter(self) -> ProductFilter:
        """Return the filter as the catalog takes it."""
        return ProductFilter.model_validate(self.model_dump())


class FacetValueAnswer(BaseModel):
    """A value, and how many of the products counted have it."""

    value: str
    products: int


class FacetAnswer(BaseModel):
    """The most frequent values of one facet, the most frequent first."""

    facet: Facet = Field(
        description="`category_path` has the paths next below the filter's, or the first parts of "
        "all; `issue` has the codes of open issues; `state` is `active` and `inactive`."
    )
    values: list[FacetValueAnswer]


class FacetsAnswer(BaseModel):
    """Each facet of the products that the filters name."""

    products: int = Field(description="How many products were counted.")
    is_limited: bool = Field(
        description="There are more products than were counted: all counts are of those alone."
    )
    facets: list[FacetAnswer]

    @classmethod
    def of(cls, facets: Facets) -> Self:
        """Return the facets as the API shows them."""
        told = [
            FacetAnswer(
                facet=facet,
                values=[FacetValueAnswer(value=v.value, products=v.products) for v in values],
            )
            for facet, values in facets.values.items()
        ]
        return cls(products=facets.products, is_limited=facets.is_limited, facets=told)


@router.get("/facets", responses=problems("partner/not_found"))
def read_facets(
    services: Services, key: CatalogReader, query: Annotated[FacetsQuery, Query()]
) -> FacetsAnswer:
    """
    Count the products of the filters by partner, brand, category and so on.

    Of each facet the ten most frequent values are told. Products without a value are in none.
    """
    return FacetsAnswer.of(count_facets(services.database, query.filter(), key.partner_id))
