"""`rune-lp serve`: a catalogue → a local page to ask it questions in a browser."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import click

from rune_lp.cli.asking import asker_of
from rune_lp.cli.guarding import jobs_option, memory_limit_option, time_limit_option
from rune_lp.cli.opening import open_catalog, outlines_option
from rune_lp.cli.options import answering_options

__all__ = ["command"]

PORT = 8765
"""Where the page is unless told."""

MEMORY_LIMIT = 4000
"""Megabytes that an image may take unless told, so that no question takes the machine."""


@click.command("serve", epilog="\b\nExample: rune-lp serve dota.catalog --images dota/images")
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.option(
    "--images",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The pictures to show; else those that `index --images` found.",
)
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65_535),
    default=PORT,
    show_default=True,
    help="The port of the page; 0 takes one that is free.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at. Any other than this machine's own lets others ask.",
)
@answering_options
@outlines_option
@jobs_option
@time_limit_option
@memory_limit_option(MEMORY_LIMIT)
def command(
    catalog: Path,
    images: Path | None,
    port: int,
    host: str,
    jobs: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    outlines: str,
    **options: Any,
) -> int:
    """Serve a page on this machine that asks CATALOG questions.

    A question is typed in English; its formula is shown and can be changed. Ctrl-C ends it.

    Exit status: 0; 2 if the catalogue or an option is at fault.
    """
    from rune_lp.explain.pictures.album import Album
    from rune_lp.serve.guarding import is_loopback
    from rune_lp.serve.server import Server
    from rune_lp.serve.service import Service

    opened = open_catalog(catalog, outlines)
    asker = asker_of(opened.labels, **options)
    asker.solver.require()
    album = Album(images)
    for fault in album.doubled:
        click.echo(f"rune-lp: {fault}", err=True)
    service = Service(opened, asker, album, jobs or 1, time_limit, memory_limit)
    with Server(service, host, port) as server:
        if not is_loopback(host):
            click.echo(
                f"rune-lp: warning: whoever can reach {host} can ask {catalog} and see its "
                "pictures; nothing is encrypted",
                err=True,
            )
        click.echo(f"{catalog} is at {server.url} (Ctrl-C ends it)")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()
    return 0
