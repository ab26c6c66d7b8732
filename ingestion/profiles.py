"""A partner's mapping profile: how its columns become our fields (design, section 5)."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    PlainSerializer,
    ValidationInfo,
    field_validator,
    model_validator,
)

from catalog.partners import Availability
from ingestion.profile_rules import (
    check_constants,
    check_divisor,
    check_format,
    check_quote,
    check_text,
    check_words,
    without_nulls,
)

FieldName = Literal[
    "sku", "product_name", "price", "currency", "availability", "quantity", "sale_price",
    "description", "brand", "category", "gtin", "mpn", "image_link", "link", "condition",
    "availability_date",
]  # fmt: skip
Mode = Literal["full", "delta", "supplemental"]
PresetName = Literal["plain", "google", "shopify", "woocommerce", "magento"]
Text = Annotated[str, Field(max_length=64 * 1024 * 1024)]  # no header is longer
GuardName = Literal[
    "too_many_skipped", "mass_deactivation", "price_moves", "row_count_drop", "currency_change"
]
Share = Annotated[FiniteFloat, Field(ge=0, le=1)]


def _as_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _is_stored(info: ValidationInfo) -> bool:
    return bool((info.context or {}).get("is_stored"))


class ProfilePart(BaseModel):
    """A part of a profile, in which null says the same as nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _nulls_are_absent(cls, sent: object) -> object:
        return without_nulls(sent)


class FileFormat(ProfilePart):
    """What the partner's files are; None is found out from each file."""

    encoding: Literal["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"] | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    header: bool = True
    columns: list[Text] | None = None

    @field_validator("quote")
    @classmethod
    def _quote_is_a_mark(cls, quote: str, info: ValidationInfo) -> str:
        return quote if _is_stored(info) else check_quote(quote, info.data.get("delimiter"))

    @field_validator("columns")
    @classmethod
    def _columns_name_something(cls, columns: list[str], info: ValidationInfo) -> list[str]:
        return columns if _is_stored(info) else [check_text(name) for name in columns]

    @model_validator(mode="after")
    def _header_or_columns(self, info: ValidationInfo) -> "FileFormat":
        if not _is_stored(info):
            check_format(header=self.header, columns=self.columns)
        return self


class Profile(ProfilePart):
    """
    One version of a partner's profile; `version` counts from 1.

    What is checked beyond its shape is checked as it comes in: a stored profile is read as it
    was accepted, whatever has become of the rules since.
    """

    version: int = 1
    preset: PresetName = "plain"
    file: FileFormat = FileFormat()
    fields: dict[FieldName, Text] = {}
    decimal_mark: Literal[".", ","] | None = None
    price_divisor: Annotated[
        Decimal,
        Field(gt=0, le=1_000_000),
        # JSON knows one kind of number: 100, not "100"
        PlainSerializer(_as_number, return_type=int | float),
    ] = Decimal(1)
    availability_words: dict[Text, Availability] = {}
    constants: Annotated[dict[FieldName, Text], BeforeValidator(without_nulls)] = {}
    guards: dict[GuardName, Share] = {}
    review_first: bool = False

    @field_validator("fields")
    @classmethod
    def _columns_have_names(cls, fields: dict[Any, str], info: ValidationInfo) -> dict[Any, str]:
        if not _is_stored(info):
            for column in fields.values():
                check_text(column)
        return fields

    @field_validator("price_divisor")
    @classmethod
    def _divides_exactly(cls, divisor: Decimal, info: ValidationInfo) -> Decimal:
        return divisor if _is_stored(info) else check_divisor(divisor)

    @field_validator("availability_words")
    @classmethod
    def _words_mean_one_thing(cls, words: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        return words if _is_stored(info) else check_words(words)

    @field_validator("constants")
    @classmethod
    def _constants_can_be_read(cls, constants: dict[Any, str], info: ValidationInfo) -> object:
        if not _is_stored(info):
            check_constants(constants, info.data.get("availability_words", {}))
        return constants

    @classmethod
    def stored(cls, version: int, profile: dict[str, Any]) -> "Profile":
        """Return a profile as it was stored."""
        return cls.model_validate({**profile, "version": version}, context={"is_stored": True})
