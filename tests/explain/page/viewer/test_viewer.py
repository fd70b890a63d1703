"""The report in a real browser: what it shows, what clicks and keys do, and what it never does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from rune_lp.explain.page.view import unsolved_view, view_of
from rune_lp.explain.page.writing import Page
from rune_lp.scenes import Scene
from tests.explain.page.viewer.reports import MATCHED, PIER, PROGRAM, bound, box, picture, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Opening: TypeAlias = Callable[..., Any]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

ODD = [
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<!--<script>",
    "__proto__",
    "constructor",
    "\u2028\u2029🚢 船 'quoted' \\ `tick` ${1}",
    "]]>&amp;&#60;b&#62;",
]


def colour(page: Any, selector: str, part: str) -> str:
    script = f"(node) => getComputedStyle(node).{part}"
    return str(page.locator(selector).first.evaluate(script))


def scale(opened: Any) -> float:
    found = re.search(
        r"scale\(([\d.]+)\)", opened.page.locator(".drawing > g").first.get_attribute("transform")
    )
    assert found
    return float(found[1])


def test_a_report_shows_what_was_asked_and_what_came_of_it(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        assert shown.page.title() == "a ship near a harbor · rune_lp"
        assert shown.text("h1") == "a ship near a harbor"
        assert shown.text(".fol") == "∃ x y. ship(x) ∧ harbor(y) ∧ near(x, y)"
        assert shown.text(".counts").split("\n") == [
            "1 of 3 images matches",
            "1 does not",
            "1 not solved",
        ]
        assert shown.text(".causes") == "fog: took longer than 30 s"
        assert not shown.page.locator(".program pre").is_visible()
        shown.page.locator(".program summary").click()
        assert shown.text(".program pre") == PROGRAM


def test_an_answer_is_drawn_with_its_witnesses_and_the_relation_s_number(
    opened: Opening, report: Path
) -> None:
    with opened(report) as shown:
        captions = shown.page.locator(".captions text").all_text_contents()
        assert captions == ["ship 1", "harbor 0", "moored; near 20.0 px"]
        strokes = [each.get_attribute("stroke") for each in shown.page.locator(".box").all()]
        assert strokes[:2] == ["#e69f00", "#56b4e9"]
        # The picture has half the image's pixels, and is stretched to lie under the boxes.
        image = shown.page.locator(".picture").bounding_box()
        paper = shown.page.locator(".drawing .paper").bounding_box()
        assert image == pytest.approx(paper, abs=1)


def test_the_proof_says_why_and_folds(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        tree = shown.text(".tree")
        assert "ship 1 is moored at harbor 0" in tree
        assert "rules/maritime.lp:12" in tree
        assert "or in 2 other ways" in tree
        line = shown.page.locator(".tree li li").first
        assert line.is_visible()
        shown.page.get_by_role("button", name="Fold all", exact=True).click()
        assert not line.is_visible()
        shown.page.get_by_role("button", name="Unfold all").click()
        assert line.is_visible()
        assert not shown.page.locator(".literal").first.is_visible()
        shown.press("l")
        assert shown.text(".literal") == "moored(1, 0)"


def test_pointing_at_a_line_lights_its_objects_up(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        shown.page.get_by_text("near means").first.hover()
        shown.settle()
        assert shown.page.locator(".box.lit").count() == 2
        shown.page.get_by_text("plane 4 has").hover()
        shown.settle()
        assert shown.page.locator(".box.dim").count() == 2


def test_pointing_at_an_object_lights_its_lines_up(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        x, y, width, height = shown.page.locator('.box[data-id="1"]').bounding_box().values()
        shown.page.mouse.move(x + width / 2, y + height / 2)
        shown.settle()
        assert shown.text(".tip") == "ship 1 · 0.80"
        assert shown.page.locator(".line.lit").count() == 2
        shown.page.mouse.down()
        shown.page.mouse.up()
        shown.page.mouse.move(x + width / 2, y + 300)
        shown.settle()
        # A click holds the object.
        assert shown.page.locator(".line.lit").count() == 2
        shown.press("Escape")
        assert shown.page.locator(".line.lit").count() == 0


def test_keys_step_through_assignments_and_images(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        assert "1 of 2 assignments; at least 7 in all" in shown.text(".panel")
        shown.press("d")
        assert "2 of 2 assignments" in shown.text(".panel")
        assert "ship 2" in shown.text(".witnesses")
        shown.press("d", "a", "a", "a")
        assert "ship 1" in shown.text(".witnesses")
        for keys, name in [
            ("j", "sea"),
            ("ArrowDown", "fog"),
            ("j", "fog"),
            ("k", "sea"),
            ("ArrowLeft", "pier"),
        ]:
            shown.press(keys)
            assert shown.text(".panel h2") == name
            assert shown.page.locator('[aria-selected="true"] .name').inner_text() == name


def test_why_not_says_what_holds_what_fails_and_what_would_do(
    opened: Opening, report: Path
) -> None:
    with opened(report) as shown:
        shown.press("j")
        said = shown.text(".panel")
        for part in (
            "ship 0 is a ship",
            "ship 0 is 371.2 px from harbor 1",
            "if ship 0 were ≤ 40.0 px from harbor 1 (now 371.2 px)",
            "No smaller change would do.",
            "There is no picture.",
        ):
            assert part in said
        assert "not near 371.2 px" in shown.page.locator(".captions text").all_text_contents()
        assert shown.page.locator(".link.failing").count() == 1
        assert not shown.page.locator(".picture").is_visible()


def test_an_image_that_was_not_solved_says_so(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        shown.page.get_by_role("option", name="fog").click()
        shown.settle()
        assert shown.text(".message") == "Not solved: took longer than 30 s"
        assert "no match" not in shown.text(".panel")


def test_filters_list_images_by_name_outcome_class_and_score(opened: Opening, report: Path) -> None:
    with opened(report) as shown:
        names = shown.page.locator(".card .name")
        for label, value, left in [
            ("Name", "EA", ["sea"]),
            ("Outcome", "not solved (1)", ["fog"]),
            ("With a", "small-vehicle (1)", ["pier"]),
            ("Score ≥", "0.7", ["pier"]),
        ]:
            control = shown.page.locator(".filters").get_by_label(label)
            if value.endswith(")"):
                control.select_option(value)
            else:
                control.fill(value)
            shown.settle()
            assert names.all_inner_texts() == left, label
            assert shown.text(".panel h2") == left[0]
            if value.endswith(")"):
                control.select_option(index=0)
            else:
                control.fill("" if label == "Name" else "0")
        assert names.count() == 3


def test_the_boxes_about_the_answer_can_be_taken_away_by_class_and_score(
    opened: Opening, report: Path
) -> None:
    with opened(report) as shown:
        others = shown.page.locator(".others path")
        # Ship 2 and the vehicle; the plane is below the threshold, but the proof speaks of it.
        assert others.count() == 3
        shown.page.locator(".layers summary").click()
        shown.page.locator(".layers").get_by_label("small-vehicle").uncheck()
        assert others.count() == 2
        shown.page.locator(".layers").get_by_label("Score ≥").fill("0.65")
        assert others.count() == 1
        shown.press("b")
        assert others.count() == 0
        shown.press("d")
        assert others.count() == 0


def test_the_picture_is_zoomed_and_panned_by_wheel_keys_buttons_and_drags(
    opened: Opening, tmp_path: Path
) -> None:
    large = Scene.of("large", ["ship"], [0.9], [box(3000, 3000)], width=4000, height=4000)
    result = {**MATCHED, "image": "large", "assignments": [
        {"score": 0.9, "bindings": {"x": bound(large, 0)}, "because": [], "reasons": []}
    ]}  # fmt: skip
    page = Page(view_of(result, large, 0.5), picture(4000, 4000), picture(10, 10))
    with opened(write(tmp_path / "large.html", [page])) as shown:
        whole = scale(shown)
        height = shown.page.locator(".pane").bounding_box()["height"]
        assert whole == pytest.approx(height / 4000, rel=1e-3)
        shown.press("+")
        assert scale(shown) == pytest.approx(1.4 * whole)
        shown.press("-")
        assert scale(shown) == pytest.approx(whole)
        shown.page.get_by_role("button", name="Zoom in (+)").click()
        shown.page.mouse.move(300, 400)
        shown.page.mouse.wheel(0, -400)
        shown.settle()
        assert scale(shown) > 2 * whole
        before = shown.page.locator(".picture").bounding_box()
        shown.page.mouse.down()
        shown.page.mouse.move(350, 420, steps=3)
        shown.page.mouse.up()
        shown.settle()
        after = shown.page.locator(".picture").bounding_box()
        assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx(
            (50, 20), abs=1
        )
        shown.press("Shift+ArrowRight")
        assert shown.page.locator(".picture").bounding_box()["x"] < after["x"]
        shown.press("w")
        ship = shown.page.locator(".box").bounding_box()
        pane = shown.page.locator(".pane").bounding_box()
        assert ship["width"] > pane["width"] / 4
        shown.press("0")
        assert scale(shown) == pytest.approx(whole)


def odd_page(odd: str) -> Page:
    scene = Scene.of(
        odd, [odd, "ship"], [0.9, 0.8], [box(0, 0), box(99, 99)], width=400, height=400
    )
    node = {**MATCHED["assignments"][0]["proof"]["nodes"][1], "text": odd, "sentence": f"{odd} 0"}
    one = {
        "score": 0.9,
        "bindings": {odd: bound(scene, 0)},
        "because": [odd],
        "reasons": [odd],
        "proof": {"nodes": [node]},
    }
    return Page(view_of({**MATCHED, "image": odd, "assignments": [one]}, scene, 0.5, note=odd))


def test_nothing_in_a_name_a_label_or_a_query_becomes_markup(
    opened: Opening, tmp_path: Path
) -> None:
    all_ = " ".join(ODD)
    unsolved = unsolved_view({"image": all_, "satisfied": None, "error": all_})
    pages = [*map(odd_page, ODD), Page(unsolved)]
    told = {"query": all_, "fol": all_, "program": all_, "notes": [all_], "about": [all_]}
    others = "img:not(.picture), iframe, script:not([id]):not(:last-of-type), [onload], [onerror]"
    with opened(write(tmp_path / "odd.html", pages, **told)) as shown:
        page = shown.page
        assert page.locator("h1").text_content() == all_
        assert page.locator(".program pre").text_content() == all_
        assert page.locator(".card").count() == len(pages)
        for odd in ODD:
            assert page.locator("h2").first.text_content() == odd
            assert page.locator(".tree .literal").first.text_content()
            shown.press("j")
        assert page.locator(f"body :is({others})").count() == 0
        labels = page.get_by_label("With a").locator("option").all_text_contents()
        assert {f"{odd} (1)" for odd in ODD} < set(labels)


def test_the_policy_lets_nothing_in_and_nothing_else_run(opened: Opening, report: Path) -> None:
    attempts = """async () => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const asked = "https://example.invalid/";
      const fetched = await fetch(asked).then(() => true, () => false);
      const image = new Image();
      image.src = asked;
      const shown = await image.decode().then(() => true, () => false);
      return [window.ran === true, fetched, shown];
    }"""
    failures: list[str] = []
    with opened(report) as shown:
        shown.page.on("requestfailed", lambda request: failures.append(request.failure))
        assert shown.page.evaluate(attempts) == [False, False, False]
        assert all("Content Security Policy" in error for error in shown.errors)
        assert failures == ["csp"]
        shown.requests.clear()
        shown.errors.clear()


def test_a_thousand_images_stay_fluid(opened: Opening, tmp_path: Path) -> None:
    crowd = Scene.of(
        "crowd", ["ship"] * 2000, [0.9] * 2000,
        [box(50 * (n % 50), 50 * (n // 50)) for n in range(2000)], width=2500, height=2000,
    )  # fmt: skip
    result = {**MATCHED, "assignments": [
        {"score": 0.9, "bindings": {"x": bound(crowd, 700)}, "because": [], "reasons": []}
    ]}  # fmt: skip
    few = {**MATCHED, "assignments": MATCHED["assignments"][1:]}
    small = picture(20, 20)
    pages = (
        Page(view_of({**result, "image": "P0000"}, crowd, 0.5))
        if place == 0
        else Page(view_of({**few, "image": f"P{place:04}"}, PIER, 0.5), small, small)
        for place in range(1000)
    )
    with opened(write(tmp_path / "many.html", pages)) as shown:
        nodes = "document.querySelectorAll('body :not(script)').length"
        assert shown.page.evaluate(nodes) < 600
        assert shown.page.locator(".others path").count() == 1
        shown.page.locator(".rail").evaluate("(rail) => { rail.scrollTop = 500 * 84; }")
        shown.settle()
        assert shown.page.locator(".card .name", has_text="P0500").is_visible()
        shown.page.keyboard.press("j")
        started = shown.page.evaluate("performance.now()")
        shown.press(*["j"] * 30)
        assert shown.text(".panel h2") == "P0031"
        assert shown.page.evaluate("performance.now()") - started < 10_000
        assert shown.page.locator(".card .name", has_text="P0031").is_visible()
        assert shown.page.evaluate(nodes) < 600


def test_on_a_phone_all_is_in_one_column_and_fits(opened: Opening, report: Path) -> None:
    with opened(report, **PHONE) as shown:
        page = shown.page
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        rail, stage, panel = (
            page.locator(f".{name}").bounding_box() for name in ("rail", "stage", "panel")
        )
        assert rail["y"] < stage["y"] < panel["y"]
        assert stage["width"] == 390
        page.locator(".card").nth(1).tap()
        shown.settle()
        assert shown.text(".panel h2") == "sea"
        heights = [each.bounding_box()["height"] for each in page.locator(".buttons button").all()]
        assert min(heights) >= 36


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_until_they_are_chosen(
    opened: Opening, report: Path, scheme: str
) -> None:
    with opened(report, color_scheme=scheme) as shown:
        assert (colour(shown.page, ".panel", "backgroundColor") == "rgb(29, 32, 36)") is (
            scheme == "dark"
        )
        shown.press("t", "t")
        assert colour(shown.page, ".panel", "backgroundColor") == "rgb(29, 32, 36)"
        assert colour(shown.page, ".panel", "color") == "rgb(232, 231, 227)"


def test_every_control_has_a_name_and_can_be_reached_by_keys(opened: Opening, report: Path) -> None:
    unnamed = """() => {
      const controls = "button, input, select, [role], img, svg[role], [tabindex]";
      const silent = ["presentation", "status"];
      const named = (node) => node.getAttribute("aria-label") || node.labels?.length
        || node.textContent.trim() || node.getAttribute("alt") === "";
      return [...document.querySelectorAll(controls)]
        .filter((node) => node.checkVisibility() && !silent.includes(node.getAttribute("role")))
        .filter((node) => !named(node)).map((node) => node.outerHTML);
    }"""
    with opened(report) as shown:
        shown.page.locator(".layers summary").click()
        assert shown.page.evaluate(unnamed) == []
        assert shown.page.locator("html").get_attribute("lang") == "en"
        assert shown.page.locator("h1").count() == 1
        shown.press("/")
        assert shown.page.evaluate("document.activeElement.type") == "search"
        # A key that is typed into a field is text.
        shown.press("j")
        assert shown.text(".panel h2") == "pier"
        shown.page.get_by_label("Name").fill("")
        shown.page.locator(".card").first.click()
        shown.press("?")
        assert shown.page.get_by_role("dialog", name="Keys").is_visible()
        shown.press("Escape")
        assert not shown.page.locator("dialog").is_visible()
        shown.press("Tab")
        outlined = "getComputedStyle(document.activeElement).outlineStyle"
        assert shown.page.evaluate(outlined) != "none"
        assert "pier" in shown.page.locator(".status").text_content()


def test_paper_has_every_listed_image_with_its_picture_and_its_proof(
    opened: Opening, report: Path
) -> None:
    with opened(report) as shown:
        shown.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        shown.page.emulate_media(media="print")
        shown.settle()
        assert not shown.page.locator("main").is_visible()
        articles = shown.page.locator("article")
        assert articles.locator("h2").all_inner_texts() == ["pier", "sea", "fog"]
        assert "plane 4 has 0.31" in articles.nth(0).inner_text()
        assert (
            articles.nth(0)
            .locator("img")
            .evaluate("(image) => image.complete && image.naturalWidth")
            == 200
        )
        assert "if ship 0 were ≤ 40.0 px" in articles.nth(1).inner_text()
        assert "Not solved: took longer than 30 s" in articles.nth(2).inner_text()
        assert shown.page.pdf(format="A4").startswith(b"%PDF")
