"""The lists of categories are whole, and their codes are built and read as the standard writes them."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.rulebook.standards import classes, former, listed, local, national, titles
from cityloop.rulebook.standards.codes import NotACode, component_code, matter_code, read_component_code, read_matter_code

HAN = re.compile(r"[\u4e00-\u9fff]")
UNUSED = ("01016", "05001", "05004", "05005", "05006", "05007", "05008", "06031", "07005", "09007")
SIZES = {"C01": 76, "C02": 44, "C03": 16, "C04": 14, "C05": 3, "M06": 51, "M07": 7, "M08": 16, "M09": 21, "M10": 2}


def test_the_national_list_has_153_components_and_250_matters() -> None:
    assert Counter(key[0] for key in national()) == {"C": 153, "M": 250}
    found = Counter(one.above for one in national().values())
    assert found == SIZES | {f"M{key[1:]}": size for key, size in SIZES.items() if key[0] == "C"}
    assert [key for key in national() if not re.fullmatch(r"[CM]\d{5}", key)] == []


def test_numbers_the_standard_leaves_out_are_left_out() -> None:
    assert [digits for digits in UNUSED if f"C{digits}" in national() or f"M{digits}" in national()] == []
    assert national()["C01077"].zh == "综合杆" and "C01078" not in national()


def test_every_component_can_be_out_of_order() -> None:
    components = [one for one in national().values() if one.key[0] == "C"]
    assert [one.key for one in components if national()[f"M{one.key[1:]}"].zh != f"{one.zh}异常"] == []


def test_what_the_national_list_lacks_is_local_and_emergencies_are_among_it() -> None:
    assert all(one.local and one.key.startswith("L") for one in local().values())
    assert not any(one.local for one in national().values())
    emergencies = {one.zh for one in local().values() if one.emergency}
    assert {
        "供水管道破裂",
        "燃气管道破裂",
        "排水管道堵塞、破裂",
        "热力管道破裂",
        "路面塌陷",
        "道路积水",
        "高空坠物",
    } <= emergencies


def test_every_event_of_2013_that_is_known_has_a_place_now() -> None:
    assert len(former()) == 98
    assert [one.key for one in former().values() if one.becomes not in listed()] == []
    assert (former()["E0110"].becomes, former()["E0311"].becomes) == ("M06010", "M08011")
    assert {one.key for one in former().values() if one.partly} == {"E0181", "E0182"}


def test_every_category_stands_in_a_class_and_has_both_names() -> None:
    assert [one.key for one in listed().values() if one.above not in classes()] == []
    everything = {**classes(), **listed()}.values()
    assert [one.key for one in everything if not HAN.search(one.zh) or HAN.search(one.en) or not one.en.strip()] == []
    assert titles("zh").keys() == titles("en").keys()


@given(
    st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    st.sampled_from([key for key in national() if key[0] == "C"]),
    st.integers(1, 999_999),
)
def test_a_code_that_is_built_is_read_as_what_it_was_built_of(district: str, key: str, number: int) -> None:
    code = component_code(district, key, number)
    assert len(code) == 17 and read_component_code(code) == (district, key, number)
    matter = f"M{key[1:]}"
    assert len(matter_code(district, matter)) == 11 and read_matter_code(matter_code(district, matter)) == (district, matter)


@pytest.mark.parametrize("code", ["5001030601", "50010306031", "05010306010", "500103060100", "５0010306010", "", "50010301O01"])
def test_what_is_no_code_of_a_matter_is_refused(code: str) -> None:
    with pytest.raises(NotACode):
        read_matter_code(code)


@pytest.mark.parametrize("code", ["50010301001000000", "50010301016000001", "50010306010000001", "5001030100100012"])
def test_what_is_no_code_of_a_component_is_refused(code: str) -> None:
    with pytest.raises(NotACode):
        read_component_code(code)


@pytest.mark.parametrize(("district", "key"), [("500103", "L0501"), ("500103", "C01001"), ("50", "M06010")])
def test_only_what_the_standard_lists_has_a_code(district: str, key: str) -> None:
    with pytest.raises(NotACode):
        matter_code(district, key)


@pytest.mark.parametrize("number", [0, 1_000_000])
def test_components_are_counted_with_six_digits(number: int) -> None:
    with pytest.raises(NotACode):
        component_code("500103", "C01001", number)
