"""Models and tokenizers of transformers from a directory: never from the network, never as code."""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import torch

from rune_lp.errors import InputError, Place
from rune_lp.torchvision_operators import declare_operators

# Read when the library is imported: it is to ask nothing of the network.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
declare_operators()

import transformers  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["load_model", "load_tokenizer", "number_format", "outgrows", "quiet", "transformers"]

_LARGEST_FLOAT32 = 4 * 2**30
"""Bytes of weights in 16 bits above which a CPU does not take them to 32: they would be twice."""

_SHARE = 0.8
"""The share of a GPU's free memory that weights may take; the rest is for what is computed."""

_SIXTEEN_BITS = (torch.bfloat16, torch.float16)


def load_tokenizer(directory: Path) -> Any:
    """Return the tokenizer in a directory.

    Raises:
        InputError: There is none, it cannot be loaded, or is none of the fast ones, which alone
            tell their tokens.
    """
    with _loading("tokenizer", directory):
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            str(directory), local_files_only=True, trust_remote_code=False
        )
    if not isinstance(tokenizer, transformers.PreTrainedTokenizerFast):
        hint = "save it with a tokenizer.json"
        raise InputError.of("the tokenizer is not a fast one", Place(str(directory)), hint=hint)
    return tokenizer


def load_model(directory: Path, *, allow_pickle: bool = False) -> Any:
    """Return the causal language model in a directory, on the device that suits it.

    Args:
        directory: Where `config.json` and the weights are.
        allow_pickle: Whether weights may come from pickle files, where there are no safetensors.

    Raises:
        InputError: There is no model, it cannot be loaded, or its weights are not complete.
    """
    place = Place(str(directory))
    weights = list(directory.glob("*.safetensors"))
    if not weights and not allow_pickle and any(directory.glob("*.bin")):
        message = "the weights are in pickle files, which can run any code"
        hint = "convert them to safetensors, or trust them: RUNE_LP_ALLOW_PICKLE=1"
        raise InputError.of(message, place, hint=hint)
    device = _device()
    with _loading("model", directory):
        config = transformers.AutoConfig.from_pretrained(
            str(directory), local_files_only=True, trust_remote_code=False
        )
        size = sum(path.stat().st_size for path in weights)
        dtype = number_format(device.type, getattr(config, "dtype", None), size)
        quantisation = _quantisation(device, dtype, size, config)
        loaded: Any = transformers.AutoModelForCausalLM.from_pretrained(
            str(directory),
            config=config,
            dtype=dtype,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=bool(weights) or not allow_pickle,
            output_loading_info=True,
            **quantisation,
        )
        model, found = loaded
        missing = sorted({str(key) for key in (*found["missing_keys"], *found["mismatched_keys"])})
        if not quantisation:
            model.to(device)
    if missing:
        # The library would put random numbers in their place.
        message = f"the weights lack {len(missing)} parts of the model, such as {missing[0]}"
        raise InputError.of(message, place, hint="is the directory complete?")
    return model.eval()


def number_format(device: str, stored: torch.dtype | None, size: int) -> torch.dtype:
    """Return the number format to compute in.

    Args:
        device: The kind of device, such as `cpu`.
        stored: The format of the weights, if they say so.
        size: Bytes of the weights.

    >>> number_format("cpu", torch.bfloat16, 10**9), number_format("cuda", torch.float16, 10**9)
    (torch.float32, torch.float16)
    """
    if device == "cpu":
        return stored if stored in _SIXTEEN_BITS and size > _LARGEST_FLOAT32 else torch.float32
    if stored in _SIXTEEN_BITS:
        return stored
    return torch.bfloat16 if device == "cuda" and torch.cuda.is_bf16_supported() else torch.float16


def outgrows(size: int, free: int) -> bool:
    """Say whether weights of so many bytes are too large for a GPU with so many free.

    >>> outgrows(14 * 2**30, 24 * 2**30), outgrows(14 * 2**30, 16 * 2**30)
    (False, True)
    """
    return size > _SHARE * free


def _quantisation(
    device: torch.device, dtype: torch.dtype, size: int, config: Any
) -> dict[str, Any]:
    """Return the arguments for a model that is quantised already, or has to be; else none."""
    if getattr(config, "quantization_config", None) is not None:
        return {"device_map": {"": device}}
    if device.type != "cuda" or find_spec("bitsandbytes") is None:
        return {}
    if not outgrows(size, torch.cuda.mem_get_info(device)[0]):
        return {}
    four_bits = transformers.BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_compute_dtype=dtype)
    return {"device_map": {"": device}, "quantization_config": four_bits}


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


@contextmanager
def _loading(part: str, directory: Path) -> Iterator[None]:
    try:
        with quiet():
            yield
    except Exception as error:  # files of others can make the libraries raise anything
        first, *_ = str(error).strip().splitlines() or [type(error).__name__]
        message = f"the {part} cannot be loaded: {first.strip()[:300]}"
        raise InputError.of(message, Place(str(directory))) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library from printing progress, advice and warnings."""
    logging = transformers.utils.logging
    verbosity, progress = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(verbosity)
        if progress:
            logging.enable_progress_bar()
