"""Organizations: equal names in their normal form, aliases that a report states, one core with people in common."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.patterns import pattern
from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import (
    core,
    division_name,
    is_body,
    is_common,
    is_national,
    kind,
    known_names,
    placed,
    plain,
    province_of,
    stem,
)
from kg.resolve.profile import Profile

_LEAST_CORE = 4  # characters; two enterprises may well share a shorter one


def seals(profile: Profile) -> Iterator[Seal]:
    """Equal names; stated or generally known aliases; one core and somebody who works or an event held there."""
    for name in (profile.name, *profile.names):
        yield from _named(profile, name)
    own = core(profile.name)[0]
    short = _without_company(own)
    for person in profile.values("person") if may_stand_alone(profile.name) else ():
        yield Seal(1, ("core-person", short, person), f"简称同为“{short}”，又都有“{person}”任职")
    for event in profile.values("event") if may_stand_alone(profile.name) else ():
        yield Seal(1, ("core-event", short, event), f"简称同为“{short}”，又同日参与同一活动（{event}）")
    if len(own) >= _LEAST_CORE and kind(profile.name) == "enterprise" and may_stand_alone(profile.name):
        yield Seal(2, ("core", own), f"除公司形式外名称同为“{own}”")


def _named(profile: Profile, name: str) -> Iterator[Seal]:
    split = placed(name, profile.values("context"))
    is_own = name == profile.name
    if split.is_placed:
        reason = f"名称同指“{division_name(split.code)}{split.rest}”"
        yield Seal(0 if is_own or split.code in profile.values("division") else 3, ("placed", split.key), reason)
    elif not may_stand_alone(name):
        for code in profile.values("district"):
            yield Seal(0, ("local", code, split.key), f"名称同为“{plain(name)}”，都在{division_name(code)}")
    elif is_own and (_has_form(name) or is_national(name) or len(plain(name)) >= _LEAST_CORE):
        yield Seal(0 if _has_form(name) or is_national(name) else 2, ("name", plain(name)), f"名称同为“{plain(name)}”")
    is_telling = len(plain(name)) >= _LEAST_CORE or _has_form(name) or plain(name).isascii()
    if not is_own or (may_stand_alone(name) and is_telling):
        yield Seal(3, ("alias", plain(name)), f"报告以“{name}”称之")
    if plain(name) in known_names():
        current, how = known_names()[plain(name)]
        told = "旧称" if how == "former" else "简称"
        yield Seal(0, ("name", plain(current)), f"“{name}”是“{current}”的{told}")


def _has_form(name: str) -> bool:
    return bool(core(name)[1])


def _is_of_town(name: str) -> bool:
    return bool(pattern("identity", "town_body").search(plain(name)))


def may_stand_alone(name: str) -> bool:
    """Whether a name means one organization without its place: 区市场监管局, 第一人民医院 and 城关镇人民政府 do not."""
    split = placed(name)
    if split.is_placed or is_national(name):
        return True
    needs_place = is_body(split) or is_common(name) or _is_of_town(name)
    return not (split.code or needs_place or pattern("identity", "no_alias").search(plain(name)))


def _without_company(name: str) -> str:
    return name.removesuffix("公司")


def hints(profile: Profile) -> Iterator[Hint]:
    """The same name without its place; an enterprise beside its group or branch."""
    split = placed(profile.name, profile.values("context"))
    is_telling = may_stand_alone(profile.name) or bool(profile.values("district"))
    yield Hint(("name", plain(profile.name)), f"名称同为“{plain(profile.name)}”" if is_telling else "")
    if kind(profile.name) == "enterprise":
        short = stem(profile.name)
        if len(short) >= 3 and not is_common(short):
            yield Hint(("stem", short), f"名称都含“{short}”")
        yield Hint(
            ("core", _without_company(core(profile.name)[0])), f"简称同为“{_without_company(core(profile.name)[0])}”"
        )
    for other in profile.names:
        yield Hint(("name", plain(other)), f"都称“{other}”")
    if split.code and not split.is_placed:
        yield Hint(("name", split.rest, split.code))


RULES = Rules(
    seals=seals,
    hints=hints,
    bars=(
        Bar(0, "division", "一属{0}，一属{1}", division_name),
        Bar(0, "district", "一在{0}，一在{1}", division_name),
        Bar(2, "form", "公司形式不同：一为“{0}”，一为“{1}”", decisive=False),
        Bar(2, "province", "一在{0}，一在{1}", division_name),
        Bar(3, "stated", "同一简称指不同名称：“{0}”与“{1}”", decisive=False),
    ),
    discriminators=("division_name", "district_name", "province_name", "person"),
    fullness=lambda profile, name: (_has_form(name), placed(name).is_placed, len(plain(name))),
)


def derived(name: str, others: tuple[str, ...], code: str, district: str) -> dict[str, tuple[str, ...]]:
    """Features that follow from the name: division, legal form, province where the name alone does not tell, aliases."""
    form = core(name)[1]
    needs_place = not form and not is_national(name)
    return {
        "division": (code,) if code else (),
        "form": (form,) if form else (),
        "province": (province_of(district),) if needs_place and district and not code else (),
        "stated": (core(name)[0],) if others and not plain(name).isascii() else (),
    }
