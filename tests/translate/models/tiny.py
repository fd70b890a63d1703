"""Tiny Llama and Qwen2 models of random weights, with tokenizers of their kinds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import torch
import transformers
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)

from rune_lp.translate.models.loading import quiet

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    "exists x y. ship(x) & harbor(y) & near(x, y)",
    "forall x. count(y: small_vehicle(y)) >= 2 | distance(x, y) <= 30 m",
    "Sentence: a ship near a harbor\nFormula:\n",
] * 3

CHAT = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def save_tiny_model(directory: Path, kind: str, **settings: Any) -> None:
    """Save a model of random weights, some 30,000 of them, with a tokenizer trained on a few words.

    Llama has a SentencePiece-like tokenizer, whose words begin with `▁`, and no chat; Qwen2 has a
    byte-level one, a chat template and two ends.
    """
    torch.manual_seed(7)
    tokenizer = _sentence_pieces() if kind == "llama" else _byte_level()
    shape = {
        "vocab_size": len(tokenizer) + 3,  # models pad their vocabularies
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "max_position_embeddings": 8192,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        **settings,
    }
    if kind == "llama":
        model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**shape))
    else:
        model = transformers.Qwen2ForCausalLM(transformers.Qwen2Config(**shape))
        ends = tokenizer.convert_tokens_to_ids(["<|im_end|>", "<|endoftext|>"])
        model.generation_config = transformers.GenerationConfig(
            eos_token_id=ends, do_sample=True, top_k=1, repetition_penalty=1.5
        )
    with quiet():
        model.save_pretrained(directory)
        tokenizer.save_pretrained(directory)


def _sentence_pieces() -> Any:
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    special = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator([text.replace(" ", "▁") for text in TEXTS], trainer)
    # Bytes are ordinary tokens; the trainer only knows how to add them as special ones.
    saved = json.loads(tokenizer.to_str())
    saved["added_tokens"] = saved["added_tokens"][:3]
    kept = Tokenizer.from_str(json.dumps(saved))
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=kept, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )


def _byte_level() -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.add_special_tokens(
        [AddedToken(text, special=True) for text in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")]
    )
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    fast.chat_template = CHAT
    return fast
