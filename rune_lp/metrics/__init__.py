"""Metrics: how good detections are, measured against what a person marked."""

from rune_lp.metrics.detections import Evaluation, evaluate_detections

__all__ = ["Evaluation", "evaluate_detections"]
