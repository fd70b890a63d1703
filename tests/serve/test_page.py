"""The page in a real browser: what one types, clicks and sees, and what it never does."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import Opened
from tests.pool.images import EXPLODING
from tests.serve.conftest import CROWD, EVIL, TIME_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.serve.conftest import Served

NEAR = "a ship near a harbor"
FORMULA = "exists x y. ship(x) & harbor(y) & near(x, y)"


class Asking(Opened):
    """The page with a question typed into it."""

    def ask(self, text: str, box: str = "#question") -> None:
        self.page.fill(box, text)
        self.page.press(box, "Enter")

    def found(self) -> list[str]:
        """The names of the images that are listed, once there are any."""
        self.page.locator(".card").first.wait_for()
        self.settle()
        return [str(name) for name in self.page.locator(".card .name").all_inner_texts()]

    def show(self, image: str) -> None:
        """Choose an image of the list."""
        self.page.locator(".card", has_text=image).click()
        self.page.locator(".panel h2", has_text=image).wait_for()

    def outcome(self) -> str:
        self.page.locator(".outcome-box h2").first.wait_for()
        return self.text(".outcome-box h2")


@pytest.fixture
def opened(browser: Any, served: Served) -> Callable[..., Any]:
    """Opens the page; at the end nothing may have gone wrong in it, or been asked of any other."""

    @contextmanager
    def opening(**options: Any) -> Iterator[Asking]:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(15_000)
        try:
            found = Asking(context.new_page(), (served.url, "data:", f"blob:{served.url}"))
            found.page.goto(served.url)
            found.page.locator(".welcome").wait_for()
            yield found
            assert found.errors == []
            assert found.requests == []
        finally:
            context.close()

    return opening


def test_a_question_is_typed_and_its_formula_and_answers_are_shown(opened):
    with opened() as page:
        page.ask(NEAR)
        assert {"P1", "P2 été", CROWD} <= set(page.found())
        assert page.page.input_value("#formula") == FORMULA
        assert page.text(".counts").startswith("3 of 6 images match")
        page.show("P1")
        assert "near means ≤" in page.text(".panel .why")
        # The picture is the server's, the plan is drawn where there is none.
        picture = page.page.locator(".pane .picture")
        page.page.wait_for_function("document.querySelector('.pane .picture').naturalWidth === 400")
        assert picture.is_visible()


def test_the_formula_is_changed_and_asked(opened):
    with opened() as page:
        page.ask(NEAR)
        page.found()
        page.ask("exists x. plane(x)", "#formula")
        page.page.locator(".panel h2", has_text="P3").wait_for()
        assert page.text(".counts").startswith("1 of 6 images matches")
        assert page.page.input_value("#question") == ""


def test_a_formula_is_checked_while_it_is_written(opened):
    with opened() as page:
        page.page.fill("#formula", "exists x. shpi(x)")
        page.page.locator(".inline mark").wait_for()
        assert page.text(".inline mark") == "shpi"
        page.page.fill("#formula", "exists x. ship(x)")
        page.page.locator(".inline mark").wait_for(state="detached")


@pytest.mark.parametrize(
    ("text", "box", "meant"),
    [("a shpi near a harbor", "#question", "shpi"), ("ship(x", "#formula", " ")],
    ids=["word", "end"],
)
def test_what_is_not_understood_is_marked(opened, text, box, meant):
    with opened() as page:
        page.ask(text, box)
        assert page.outcome() == "Not understood"
        marked = page.page.locator(".state .excerpt mark")
        assert (marked.inner_text() or " ") == meant
        assert page.page.locator(".card").count() == 0


def test_the_three_outcomes_look_different(opened):
    with opened() as page:
        page.ask("a plane near a harbor")
        assert page.outcome() == "No match"
        page.page.click(".no-match button")
        assert set(page.found()) >= {"P1", "P3", "P4"}
        page.show("P3")
        page.page.locator(".panel .tree").first.wait_for()
        assert "no harbor is detected" in page.text(".panel .why")
        page.page.uncheck("input[type=checkbox] >> nth=0")
        page.ask(EXPLODING, "#formula")
        page.page.locator(".causes").wait_for()
        assert page.text(".causes") == f"{CROWD}: not solved within {TIME_LIMIT} s"


def test_a_search_can_be_cancelled(opened):
    with opened() as page:
        page.ask(EXPLODING, "#formula")
        page.page.locator(".busy", has_text="Searching").wait_for()
        page.page.click(".busy button")
        page.page.locator(".card, .no-match").first.wait_for(state="attached")
        assert page.page.locator(".busy").count() == 0


def test_one_image_can_be_asked_about(opened):
    with opened() as page:
        page.page.fill("input[list]", "P4")
        page.ask(NEAR)
        page.page.locator(".panel h2").wait_for()
        assert page.text(".panel .badge") == "no match"
        page.page.fill("input[list]", "P9")
        page.ask(NEAR)
        assert page.outcome() == "Not understood"
        assert "The catalogue has no image 'P9'" in page.text(".outcome-box")


def test_names_are_listed_found_and_completed(opened):
    with opened() as page:
        page.page.focus("#formula")
        page.page.click("text=Names")
        page.page.fill(".names input", "vehicle")
        listed = page.page.locator(".names li:visible .name").all_inner_texts()
        assert "vehicle(v)" in [name.lower() for name in listed]
        assert "near(x, y)" not in listed
        page.page.fill(".names input", "")
        page.page.click(".names button:text-is('near(x, y)')")
        assert page.page.input_value("#formula") == "near(x, y)"
        page.page.fill("#formula", "")
        page.page.type("#formula", "exists x. harb")
        page.page.press("#formula", "Tab")
        assert page.page.input_value("#formula") == "exists x. harbor"


def test_an_example_is_asked_by_a_click(opened):
    with opened() as page:
        page.page.locator(".example").first.click()
        page.page.locator(".card, .no-match").first.wait_for()
        assert page.page.input_value("#formula") != ""


def test_labels_and_names_are_text(opened):
    with opened() as page:
        page.ask("exists x. ship(x)", "#formula")
        assert EVIL in page.found()
        page.show(EVIL)
        page.page.click("text=Names")
        assert page.page.locator("img[src=x]").count() == 0
        page.page.press(".names input", "Escape")
        page.ask('a <img src=x onerror=alert(1)> "ship"')
        page.page.locator(".state .not-understood").wait_for()
        assert page.page.locator("img[src=x]").count() == 0


def test_the_report_is_downloaded(opened, tmp_path):
    with opened() as page:
        page.ask(NEAR)
        page.found()
        with page.page.expect_download() as download:
            page.page.click("text=Report")
        download.value.save_as(tmp_path / "answers.html")
    text = (tmp_path / "answers.html").read_text(encoding="utf-8")
    assert NEAR in text


def test_a_phone_shows_all_in_one_column(opened):
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    with opened(**phone) as page:
        page.ask(NEAR)
        page.found()
        assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.page.locator(".panel .why").is_visible()


def test_a_server_that_is_gone_is_told(browser, catalog):
    from tests.serve.conftest import serving

    context = browser.new_context()
    with serving(catalog, "--port", 0) as served:
        page = context.new_page()
        page.goto(served.url)
        page.locator(".welcome").wait_for()
    page.fill("#question", NEAR)
    page.press("#question", "Enter")
    page.locator(".not-solved").wait_for()
    assert "cannot be reached" in page.locator(".not-solved").inner_text()
    context.close()
