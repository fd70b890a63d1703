"""World files: six numbers beside a picture, and perhaps the reference system in a `.prj` file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.scenes.formats.values import BadValueError, number
from rune_lp.scenes.georeference import Georeference

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["companions", "read_world_file"]


def companions(picture: Path) -> tuple[Path, ...]:
    """Return the files beside a picture that say where it is, those that are there.

    The world file comes first. It is called as the picture, with an extension of the first and
    the last letter of the picture's and a `w`, or with a `w` at its end, or `.wld`.

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for name in ("a.jpg", "a.jgw", "a.prj"):
    ...     _ = (folder / name).write_text("")
    >>> [path.name for path in companions(folder / "a.jpg")]
    ['a.jgw', 'a.prj']
    """
    extension = picture.suffix[1:]
    if not extension:
        return ()
    suffixes = [f".{extension[0]}{extension[-1]}w", f".{extension}w", ".wld"]
    spelled = [spelling for suffix in suffixes for spelling in (suffix.lower(), suffix.upper())]
    candidates = [picture.with_suffix(suffix) for suffix in spelled]
    world = next((path for path in candidates if path.is_file()), None)
    if world is None:
        return ()
    system = next((p for p in map(picture.with_suffix, (".prj", ".PRJ")) if p.is_file()), None)
    return (world,) if system is None else (world, system)


def read_world_file(picture: Path) -> Georeference | None:
    """Return what the world file beside a picture says, or None if there is none.

    Its lines are a, d, b, e, and the coordinates of the centre of the upper left pixel.

    Raises:
        InputError: It cannot be read, or is none.
    """
    found = companions(picture)
    if not found:
        return None
    world, *systems = found
    words = _text(world).split()
    try:
        if len(words) != 6:
            raise BadValueError(f"world file must have 6 numbers, but got {len(words)}")
        a, d, b, e, x, y = (
            number(word.replace(",", "."), f"line {line}") for line, word in enumerate(words, 1)
        )
        transform = (a, b, x - (a + b) / 2, d, e, y - (d + e) / 2)
        # On one line, as every text of a scene.
        crs = " ".join(_text(systems[0]).split()) if systems else None
        return Georeference(transform, crs or None)
    except BadValueError as bad:
        raise InputError.of(bad.message, Place(str(world)), hint=bad.hint) from None
    except ValueError as error:
        raise InputError.of(str(error), Place(str(world))) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError.of(
            f"cannot be read: {error.strerror or error}", Place(str(path))
        ) from None
    except UnicodeDecodeError:
        raise InputError.of("is not text", Place(str(path))) from None
