"""Ids as addresses and forms hold them."""

import pytest

from portal.core.ids import new_id, read_id


def test_an_id_is_read_back() -> None:
    one = new_id()
    assert read_id(str(one)) == one
    assert read_id(one.hex.upper()) == one


@pytest.mark.parametrize("text", ["", "no id", "1234", "0" * 31, "gggggggg-0000-0000-0000-000000000000"])
def test_what_is_no_id_is_none(text: str) -> None:
    assert read_id(text) is None
