"""A place is found as people type it, and no place is found in prose that names none."""

from __future__ import annotations

import pytest

from rules.rulebook import Rulebook


@pytest.mark.parametrize("text, key", [
    ("岳阳县", "yueyang"), ("岳阳", "yueyang"), ("我是岳阳市的", "yueyang"), ("汨罗市", "yueyang"),
    ("景宁", "zhejiang"), ("景宁畲族自治县", "zhejiang"), ("我在景宁县", "zhejiang"), ("杭州", "zhejiang"), ("浙江省", "zhejiang"),
    ("昆明", "yunnan"), ("昆明市官渡区", "yunnan"), ("西双版纳", "yunnan"), ("云南", "yunnan"),
    ("商州", "shangzhou"), ("商州区", "shangzhou"), ("商洛市商州区", "shangzhou"),
    ("呼和浩特", "hohhot"), ("呼和浩特市赛罕区", "hohhot"), ("武川县", "hohhot"),
    ("昆明西山区", "yunnan"), ("我在古城区", "yunnan"), ("丽江古城区修缮项目", "yunnan"), ("岳阳市场监管局", "yueyang"),
    ("云南华宁县", "yunnan"), ("湖南华容县", "yueyang"), ("在芒市任职", "yunnan"), ("我在新城区工作", "hohhot"),
])
def test_a_covered_place_is_found(book: Rulebook, text: str, key: str) -> None:
    """Full names, short names, and inside a sentence."""
    found = book.gazetteer.find(text)
    assert found is not None and (found.key, found.exact) == (key, True)


@pytest.mark.parametrize("text, key, name", [
    ("岳扬", "yueyang", "岳阳市"), ("岳杨市", "yueyang", "岳阳市"), ("呼和号特市", "hohhot", "呼和浩特市"),
    ("呼和浩待市", "hohhot", "呼和浩特市"), ("呼和昊特", "hohhot", "呼和浩特市"), ("商洲", "shangzhou", "商州区"),
    ("景宇县", "zhejiang", "景宁县"),
])
def test_one_wrong_character_is_seen_through(book: Rulebook, text: str, key: str, name: str) -> None:
    """A slip leads to the place it is near to, and is marked as not exact, so that it is asked back."""
    found = book.gazetteer.find(text)
    assert found is not None and (found.key, found.name, found.exact) == (key, name, False)


def test_a_slip_in_a_short_name_of_a_county_is_not_taken_for_sure(book: Rulebook) -> None:
    """景宇 may be 景宁 or anything: nothing, or a guess that is asked back."""
    found = book.gazetteer.find("景宇")
    assert found is None or (found.key == "zhejiang" and not found.exact)


@pytest.mark.parametrize("text", ["西安", "西安市", "长沙", "长沙市", "洛南县", "洛南", "商洛市", "北京", "陕西省", "包头市"])
def test_a_place_without_rules_is_known_as_one(book: Rulebook, text: str) -> None:
    """It is recognised, so that the answer can say that nothing here covers it: never a neighbour's rules."""
    found = book.gazetteer.find(text)
    assert found is not None and found.key is None


@pytest.mark.parametrize("text", [
    "文山会海", "公开化", "大关键", "新建水库", "变成都",
    "整治文山会海太多", "推进公开化、透明化", "过了大关键的一步", "新建水库项目超支", "情况变成都不知道怎么办", "情况变成都市问题",
    "公开化解矛盾", "安宁稳定", "大理石招标", "大理石", "一律平阳光操作", "江山如此多娇",
    "江北区域协调发展", "滨江区域开发", "南湖区块", "古城区修缮项目", "陕西山区修路", "促成都市更新", "集体研究决定的", "不清楚", "是", "否", "没有",
])
def test_prose_names_no_place(book: Rulebook, text: str) -> None:
    """Words that merely contain the characters of a place are not a place."""
    found = book.gazetteer.find(text)
    assert found is None, found


def test_a_name_two_provinces_share_is_asked_back(book: Rulebook) -> None:
    """西湖区 is in 杭州 and in 南昌: both are named, unless the text itself says which."""
    alone, told = book.gazetteer.find("西湖区"), book.gazetteer.find("杭州市西湖区")
    assert alone is not None and set(alone.rivals) == {"杭州市", "南昌市"}
    assert told is not None and told.key == "zhejiang" and told.rivals == ()


def test_a_longer_name_is_not_the_shorter_one_in_it(book: Rulebook) -> None:
    """白云县 is not 云县: at most a guess that is asked back."""
    found = book.gazetteer.find("白云县")
    assert found is None or (found.name != "云县" and not found.exact)


@pytest.mark.parametrize("text", ["南昌市西湖区", "我在南昌的西湖区", "重庆江北区", "上海市普陀区", "西安市新城区"])
def test_the_namesake_elsewhere_is_not_covered(book: Rulebook, text: str) -> None:
    """The rules of a place are never applied to its namesake."""
    found = book.gazetteer.find(text)
    assert found is not None and found.key is None, found


def test_every_listed_name_finds_its_place(book: Rulebook) -> None:
    """Each name of places.yml, as it stands there."""
    for name, key in book.gazetteer.names.items():
        found = book.gazetteer.find(name)
        assert found is not None and found.exact and found.key == key, name
