"""Takes the picture of docs/report.md: `python docs/images/screenshot.py REPORT PICTURE.jpg`.

The report is that of the question which the page asks of the sample. It needs Playwright and a
Chromium on the PATH.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main(report: str, picture: str) -> None:
    """Open the report, and take a picture of its second image with a line pointed at."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(Path(report).absolute().as_uri())
        page.keyboard.press("j")
        page.get_by_text("near means").first.hover()
        page.wait_for_timeout(500)
        page.screenshot(path=picture, type="jpeg", quality=82)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
