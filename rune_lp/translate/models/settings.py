"""How a language model is asked: sampling settings that a translation depends on."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Sampling"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How candidates are drawn; the first one always is the model's likeliest.

    Attributes:
        temperature: How freely the others are drawn, above 0.
        max_tokens: How long a formula may become before it is closed.
        seed: Of the random numbers.

    Raises:
        ValueError: A setting is out of range.

    >>> Sampling(temperature=0)
    Traceback (most recent call last):
        ...
    ValueError: the temperature must be above 0, but got 0
    """

    temperature: float = 0.7
    max_tokens: int = 256
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.temperature > 0:
            raise ValueError(f"the temperature must be above 0, but got {self.temperature}")
        if self.max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, but got {self.max_tokens}")
